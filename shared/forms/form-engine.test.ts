import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FORM } from '../../test/support/sample-programme.ts';
import {
  pruneAnswers,
  relevantFields,
  validateAnswer,
  validateAnswers,
  type ValidationContext,
} from './form-engine.ts';
import type { Answer, Answers } from './form-definition.ts';

const CONTEXT: ValidationContext = {
  today: '2026-11-23',
  areaIds: ['n1'],
  givenPurposes: new Set(['registration', 'contact', 'identity-photo']),
};
const COMPLETE: Answers = {
  familyName: 'Kamau',
  birthDate: { precision: 'year', value: '1990' },
  sex: 'female',
  area: 'n1',
};

/** A photo of the version before, longer than the field allows today or not: it was measured then. */
const ATTACHED: Answer = {
  mediaType: 'image/jpeg',
  attachment: { hash: 'ab'.repeat(32), key: new Uint8Array(32) },
};

function problemOf(fieldId: string, answer: Answer | undefined) {
  const field = FORM.fields.find(({ id }) => id === fieldId);
  if (field === undefined) throw new Error('no such field');
  return validateAnswer(field, answer, CONTEXT);
}

describe('form validation', () => {
  it('lets complete answers through, optional ones left out', () => {
    expect([...validateAnswers(FORM, COMPLETE, CONTEXT)]).toEqual([]);
  });

  it('names every field that is missing, and only required ones', () => {
    expect(Object.fromEntries(validateAnswers(FORM, {}, CONTEXT))).toEqual({
      familyName: 'required',
      birthDate: 'required',
      sex: 'required',
      area: 'required',
    });
  });

  it.each<readonly [string, Answer | undefined, string | null]>([
    ['familyName', '   ', 'required'],
    ['familyName', '-.’', 'required'],
    ['familyName', 'x'.repeat(10), null],
    ['familyName', '𐓘'.repeat(10), null],
    ['familyName', 'x'.repeat(11), 'too-long'],
    ['sex', 'female', null],
    ['sex', 'toString', 'choice-unknown'],
    ['area', 'n1', null],
    ['area', 's1', 'area-unknown'],
    ['nationalId', '', null],
    ['nationalId', ' KA-123456 ', null],
    ['nationalId', '1234567', null],
    ['nationalId', 'KA-١٢٣٤٥٦', null],
    ['nationalId', '123456', 'pattern'],
    ['nationalId', 'KA-123456x', 'pattern'],
    ['nationalId', 'x1234567', 'pattern'],
    ['nationalId', '1234567\n', null],
    ['phone', '+255 (712) 345-678', null],
    ['phone', '٠٧١٢٣٤٥٦٧٨', null],
    ['phone', '123456', 'phone'],
    ['phone', '+1234567890123456', 'phone'],
    ['phone', '12345678 ext 4', 'phone'],
    ['photo', { mediaType: 'image/jpeg', bytes: new Uint8Array(100) }, null],
    ['photo', { mediaType: 'image/jpeg', bytes: new Uint8Array(101) }, 'too-large'],
    ['photo', 'text', 'too-large'],
    ['photo', ATTACHED, null],
  ])('%s %j: %s', (fieldId, answer, expected) => {
    expect(problemOf(fieldId, answer)).toBe(expected);
  });

  it.each<readonly [Answer, string | null]>([
    [{ precision: 'day', value: '2026-11-23' }, null],
    [{ precision: 'day', value: '2026-11-24' }, 'date-future'],
    [{ precision: 'day', value: '2024-02-29' }, null],
    [{ precision: 'day', value: '2023-02-29' }, 'date-invalid'],
    [{ precision: 'day', value: '1990-13-01' }, 'date-invalid'],
    [{ precision: 'month', value: '2026-11' }, null],
    [{ precision: 'month', value: '2026-12' }, 'date-future'],
    [{ precision: 'month', value: '1990-00' }, 'date-invalid'],
    [{ precision: 'year', value: '2026' }, null],
    [{ precision: 'year', value: '2027' }, 'date-future'],
    [{ precision: 'year', value: '1901' }, null],
    [{ precision: 'year', value: '1890' }, 'date-too-old'],
    [{ precision: 'year', value: '90' }, 'date-invalid'],
    ['1990-01-01', 'date-invalid'],
  ])('birth date %j: %s', (answer, expected) => {
    expect(problemOf('birthDate', answer)).toBe(expected);
  });

  it('answers for any field and any text without throwing', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FORM.fields), fc.string({ unit: 'binary' }), (field, text) => {
        const problem = validateAnswer(field, text, CONTEXT);
        expect(problem === null || typeof problem === 'string').toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('fields whose purpose was refused', () => {
  const given = new Set(['registration']);
  const answers: Answers = { ...COMPLETE, phone: 'not a number', unknownField: 'x' };

  it('are neither asked, nor checked, nor kept', () => {
    expect(relevantFields(FORM, given).map(({ id }) => id)).toEqual([
      'familyName',
      'birthDate',
      'sex',
      'nationalId',
      'area',
    ]);
    expect(validateAnswers(FORM, answers, { ...CONTEXT, givenPurposes: given }).size).toBe(0);
    expect(pruneAnswers(FORM, answers, given)).toEqual(COMPLETE);
  });

  it('are all fields where nothing was given', () => {
    expect(relevantFields(FORM, new Set())).toEqual([]);
    expect(pruneAnswers(FORM, answers, new Set())).toEqual({});
  });
});
