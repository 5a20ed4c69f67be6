import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEMO_FORM } from '../../server/seed/demo-form.ts';
import type { FormDefinition, FormField, IndexKind } from './form-definition.ts';
import { describePlan, planFormIndexes, type PlannedIndex } from './index-planner.ts';

const base = { id: 'f', label: { en: 'F' }, required: false, purposeId: 'p' };
const KINDS: readonly IndexKind[] = ['exact', 'partial', 'phonetic', 'fuzzy'];

function planOf(...fields: readonly FormField[]): readonly PlannedIndex[] {
  const form: FormDefinition = { id: 'x', version: 1, title: { en: 'X' }, fields: [...fields] };
  return planFormIndexes(form);
}

function choiceOf(options: number, indexes: readonly IndexKind[]): FormField {
  const labels = Array.from({ length: options }, (_, at) => ({
    code: String(at),
    label: { en: String(at) },
  }));
  return { ...base, type: 'choice', options: labels, indexes: [...indexes] };
}

describe('the index planner', () => {
  it('decides the demonstration form', () => {
    const plan = planFormIndexes(DEMO_FORM);
    const stored = plan.map(
      (index) => `${index.fieldIds.join('+')}/${index.kind}: ${index.storage}`,
    );
    expect(stored).toEqual([
      'familyName/phonetic: sealed',
      'familyName/fuzzy: sealed',
      'givenName/phonetic: sealed',
      'givenName/fuzzy: sealed',
      'birthDate/fuzzy: sealed',
      'nationalId/exact: open',
      'phone/exact: open',
      'phone/partial: sealed',
      'phone/fuzzy: sealed',
      'familyName+givenName+birthDate/phonetic: sealed',
    ]);
    expect(plan.filter(({ travels }) => travels).map(({ fieldIds }) => fieldIds[0])).toEqual([
      'nationalId',
      'familyName',
    ]);
    expect(describePlan(plan)).toContain('phone partial: sealed (repeated), 10 others');
  });

  it('refuses every index of a question with few answers', () => {
    for (const index of planOf(choiceOf(2, KINDS), choiceOf(31, KINDS))) {
      expect(index).toMatchObject({ storage: 'refused', reason: 'few-values', leak: 'nothing' });
    }
  });

  it.each([
    ['7', 'refused'],
    ['123456', 'refused'],
    ['12345678', 'open'],
    ['AB-1234', 'open'],
  ])('opens numbers like %s only where nearly every person has another: %s', (example, storage) => {
    const field: FormField = {
      ...base,
      type: 'identifier',
      pattern: '.*',
      example,
      indexes: ['exact'],
    };
    expect(planOf(field)[0]?.storage).toBe(storage);
  });

  it('stores nothing open whose values repeat, whatever a form declares', () => {
    const field = fc.oneof(
      fc.integer({ min: 2, max: 80 }).map((options) => choiceOf(options, KINDS)),
      fc.stringMatching(/^[A-Z0-9-]{1,12}$/u).map((example): FormField => ({
        ...base,
        type: 'identifier',
        pattern: '.*',
        example,
        indexes: [...KINDS],
      })),
      fc.constant<FormField>({ ...base, type: 'name', maxLength: 9, indexes: [...KINDS] }),
      fc.constant<FormField>({ ...base, type: 'birth-date', indexes: [...KINDS] }),
      fc.constant<FormField>({ ...base, type: 'area', indexes: [...KINDS] }),
      fc.constant<FormField>({ ...base, type: 'photo', maxBytes: 9, indexes: [...KINDS] }),
    );
    fc.assert(
      fc.property(fc.array(field, { minLength: 1, maxLength: 4 }), (fields) => {
        for (const index of planOf(...fields)) {
          if (index.storage !== 'open') {
            expect(index.leak).toBe('nothing');
            continue;
          }
          expect(index.leak).toBe('equal-values');
          expect(index.coincidences).toBeLessThan(0.1);
          expect(index.kind).toBe('exact');
        }
      }),
    );
  });
});
