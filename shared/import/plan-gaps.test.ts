import { describe, expect, it } from 'vitest';
import { FORM, NOTICE } from '../../test/support/sample-programme.ts';
import { createRepeatFinder } from './find-repeats.ts';
import type { ImportPlan } from './import-plan.ts';
import { planGaps, unmatchedOptional } from './plan-gaps.ts';

const PLAN: ImportPlan = {
  fields: { familyName: 0, birthDate: 1, sex: 2, area: 3 },
  purposes: { registration: 4, contact: 5, 'identity-photo': 6 },
  witness: null,
  witnessName: 'Ruth',
  method: 'verbal-witnessed',
  noticeLanguage: 'en',
  noticeVersion: 1,
  isConfirmed: true,
};

describe('a plan', () => {
  it('without gaps lets the check begin; optional questions may stay without a column', () => {
    expect(planGaps(PLAN, FORM, NOTICE)).toEqual([]);
    expect(unmatchedOptional(PLAN, FORM)).toEqual(['nationalId', 'phone']);
  });

  it.each([
    [{ fields: { birthDate: 1, sex: 2, area: 3 } }, [{ kind: 'field', fieldId: 'familyName' }]],
    [
      { purposes: { registration: 4 } },
      [
        { kind: 'purpose', purposeId: 'contact' },
        { kind: 'purpose', purposeId: 'identity-photo' },
      ],
    ],
    [{ purposes: { ...PLAN.purposes, contact: 4 } }, [{ kind: 'column-twice', column: 4 }]],
    [{ method: null }, [{ kind: 'method' }]],
    [{ witnessName: ' ' }, [{ kind: 'witness' }]],
    [{ witnessName: ' ', witness: 7 }, []],
    [{ witnessName: '', method: 'electronic' as const }, []],
    [{ noticeLanguage: 'fr' }, [{ kind: 'language' }]],
    [{ isConfirmed: false }, [{ kind: 'confirmation' }]],
  ])('%j lacks %j', (change, gaps) => {
    expect(planGaps({ ...PLAN, ...change }, FORM, NOTICE)).toEqual(gaps);
  });
});

describe('people who stand in a file twice', () => {
  const person = (row: number, answers: Readonly<Record<string, string>>) => ({
    row,
    answers,
    consent: { answers: {}, witness: '' },
  });

  it('are found by the same number in another spelling, and by the same answers', () => {
    const finder = createRepeatFinder('nationalId');
    expect(finder.meet(person(2, { familyName: 'Deng', nationalId: 'KA-123456' }))).toBeNull();
    expect(finder.meet(person(3, { familyName: 'Akol', nationalId: 'ka 123456' }))).toMatchObject({
      rule: 'id-repeated',
      fieldId: 'nationalId',
      otherRow: 2,
    });
    expect(finder.meet(person(4, { familyName: 'Deng' }))).toBeNull();
    expect(finder.meet(person(5, { familyName: 'Deng' }))).toMatchObject({
      rule: 'row-repeated',
      otherRow: 4,
    });
  });

  it('are found without a field for the number too', () => {
    const finder = createRepeatFinder(null);
    expect(finder.meet(person(2, { a: 'x', b: 'y' }))).toBeNull();
    expect(finder.meet(person(3, { b: 'y', a: 'x' }))).toMatchObject({
      rule: 'row-repeated',
      otherRow: 2,
    });
  });
});
