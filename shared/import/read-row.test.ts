import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AREAS, FORM, NOTICE } from '../../test/support/sample-programme.ts';
import type { ImportPlan } from './import-plan.ts';
import { readAnswer } from './read-answer.ts';
import { readYesNo } from './read-consent.ts';
import { readRow, type RowContext } from './read-row.ts';

const COLUMNS = [
  'familyName',
  'birthDate',
  'sex',
  'nationalId',
  'phone',
  'area',
  'r',
  'c',
  'p',
  'w',
];
const PLAN: ImportPlan = {
  fields: { familyName: 0, birthDate: 1, sex: 2, nationalId: 3, phone: 4, area: 5 },
  purposes: { registration: 6, contact: 7, 'identity-photo': 8 },
  witness: 9,
  witnessName: '',
  method: 'verbal-witnessed',
  noticeLanguage: 'en',
  noticeVersion: 1,
  isConfirmed: true,
};
const CONTEXT: RowContext = {
  form: FORM,
  notice: NOTICE,
  enrolmentAreas: AREAS.filter(({ level }) => level === 2),
  plan: PLAN,
  columns: COLUMNS.length,
  today: '2026-11-24',
};
const GOOD = [
  'Deng',
  '1990-04-01',
  'female',
  'KA-123456',
  '+255700000000',
  'n1',
  'yes',
  '1',
  'no',
  'Ruth',
];

function read(changes: Readonly<Record<number, string>> = {}, context = CONTEXT) {
  const cells = GOOD.map((cell, at) => changes[at] ?? cell);
  return readRow({ number: 7, cells }, context);
}

function rules(changes: Readonly<Record<number, string>>, context = CONTEXT): readonly string[] {
  const reading = read(changes, context);
  return reading.kind === 'person'
    ? []
    : reading.findings.map(({ rule, fieldId, purposeId }) =>
        [rule, fieldId ?? purposeId].filter((part) => part !== null).join(' '),
      );
}

describe('a row', () => {
  it('becomes a person with answers and consent', () => {
    expect(read()).toEqual({
      kind: 'person',
      person: {
        row: 7,
        answers: {
          familyName: 'Deng',
          birthDate: { precision: 'day', value: '1990-04-01' },
          sex: 'female',
          nationalId: 'KA-123456',
          phone: '+255700000000',
          area: 'n1',
        },
        consent: {
          answers: { registration: 'given', contact: 'given', 'identity-photo': 'refused' },
          witness: 'Ruth',
        },
      },
    });
  });

  it('leaves out what belongs to a refused purpose, right or wrong', () => {
    const reading = read({ 4: 'no number at all', 7: 'لا' });
    expect(reading).toMatchObject({ kind: 'person' });
    expect(JSON.stringify(reading)).not.toContain('no number');
  });

  it('is refused where a required purpose is, whatever else stands in it', () => {
    expect(read({ 0: '', 6: 'non', 7: '?' })).toMatchObject({
      kind: 'refused',
      findings: [{ rule: 'consent-refused', purposeId: 'registration', row: 7 }],
    });
  });

  it.each([
    [{ 0: '' }, ['required familyName']],
    [{ 0: 'Abcdefghijkl' }, ['too-long familyName']],
    [{ 0: 'a'.repeat(1001) }, ['cell-too-long familyName']],
    [{ 1: '01/04/1990' }, ['date-invalid birthDate']],
    [{ 1: '1990-02-31' }, ['date-invalid birthDate']],
    [{ 1: '2090' }, ['date-future birthDate']],
    [{ 2: 'f' }, ['choice-unknown sex']],
    [{ 3: '12' }, ['pattern nationalId']],
    [{ 4: '12' }, ['phone phone']],
    [{ 5: 'nowhere' }, ['area-unknown area']],
    [{ 5: 'north' }, ['area-unknown area']],
    [{ 6: '' }, ['consent-unanswered registration']],
    [{ 7: 'perhaps' }, ['consent-unreadable contact']],
    [{ 9: '' }, ['witness-missing']],
    [{ 9: 'w'.repeat(201) }, ['witness-too-long']],
    [{ 0: '', 5: '' }, ['required familyName', 'required area']],
  ])('%j is told by rule: %j', (changes, expected) => {
    expect(rules(changes)).toEqual(expected);
  });

  it('with more cells than the heading is not guessed at', () => {
    const reading = readRow({ number: 3, cells: [...GOOD, '', 'more'] }, CONTEXT);
    expect(reading).toMatchObject({ kind: 'faulty', findings: [{ rule: 'row-too-long' }] });
    expect(readRow({ number: 3, cells: [...GOOD, '', ''] }, CONTEXT).kind).toBe('person');
  });

  it('takes the witness of all where no column names one', () => {
    const plan = { ...PLAN, witness: null, witnessName: ' Ruth Akol ' };
    expect(read({}, { ...CONTEXT, plan })).toMatchObject({
      person: { consent: { witness: 'Ruth Akol' } },
    });
  });

  it('without a purpose that was given is no consent', () => {
    const notice = {
      ...NOTICE,
      purposes: NOTICE.purposes.map((purpose) => ({ ...purpose, required: false })),
    };
    expect(rules({ 6: '0', 7: '0', 8: '0' }, { ...CONTEXT, notice })).toEqual(['consent-none']);
  });

  it('never lets somebody in who did not answer yes, and tells no value of what it refuses', () => {
    const cell = fc.oneof(fc.string(), fc.constantFrom('yes', 'no', '1', '0', '', 'n1', 'female'));
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 12 }), (cells) => {
        const reading = readRow({ number: 2, cells }, CONTEXT);
        if (reading.kind === 'person') {
          expect(readYesNo(cells[6] ?? '')).toBe('given');
          expect(reading.person.consent.answers['registration']).toBe('given');
          return;
        }
        for (const finding of reading.findings) {
          expect(Object.keys(finding).sort()).toEqual([
            'fieldId',
            'otherRow',
            'purposeId',
            'row',
            'rule',
          ]);
          expect([null, ...FORM.fields.map(({ id }) => id)]).toContain(finding.fieldId);
        }
      }),
    );
  });
});

describe('a cell', () => {
  const field = (id: string) => FORM.fields.find((candidate) => candidate.id === id)!;
  const areas = [
    { id: 'a', parentId: null, level: 1, name: { en: 'Old Mill', ar: 'الطاحونة' } },
    { id: 'b', parentId: null, level: 1, name: { en: 'Wells' } },
    { id: 'c', parentId: null, level: 1, name: { en: 'wells' } },
  ];

  it.each([
    ['birthDate', '1990', { answer: { precision: 'year', value: '1990' } }],
    ['birthDate', '١٩٩٠-٠٤', { answer: { precision: 'month', value: '1990-04' } }],
    ['birthDate', '19900401', { rule: 'date-invalid' }],
    ['birthDate', '1990-4-1', { rule: 'date-invalid' }],
    ['sex', 'FEMALE', { answer: 'female' }],
    ['area', 'old mill', { answer: 'a' }],
    ['area', 'الطاحونه', { answer: 'a' }],
    ['area', 'B', { answer: 'b' }],
    ['area', 'Wells', { rule: 'area-ambiguous' }],
    ['photo', 'face.jpg', { rule: 'too-large' }],
  ])('of %s: %s', (id, cell, expected) => {
    expect(readAnswer(field(id), cell, areas)).toEqual(expected);
  });

  it.each(['yes', 'Y', 'TRUE', '1', '١', 'given', 'Oui', 'نعم', ' agreed '])(
    '%s is a yes',
    (cell) => {
      expect(readYesNo(cell)).toBe('given');
    },
  );
  it.each(['no', 'N', 'false', '0', '٠', 'refused', 'NON', 'لا', 'Not agreed'])(
    '%s is a no',
    (cell) => {
      expect(readYesNo(cell)).toBe('refused');
    },
  );
  it.each(['', 'x', 'maybe', '2', 'yes no', 'ja'])('%s is neither', (cell) => {
    expect(readYesNo(cell)).toBeNull();
  });
});
