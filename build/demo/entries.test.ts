import { describe, expect, it } from 'vitest';
import { AREAS, FORM } from '../../test/support/sample-programme.ts';
import type { FixturePerson } from '../../test/fixtures/people/person.ts';
import { loadPeople, makeEntries } from './entries.ts';
import { parseOptions } from './options.ts';

const PERSON: FixturePerson = {
  personId: 'rec-7-org',
  householdId: 'h',
  familyName: 'Waller',
  givenName: '',
  birthDate: { precision: 'year', value: '1990' },
  sex: null,
  areaIndex: 4,
  script: 'Latin',
  duplicateOf: null,
  alterations: [],
};
const AREA_IDS = AREAS.map(({ id }) => id);

describe('entries', () => {
  it('leave out and count whom the form would refuse', () => {
    const people = [
      PERSON,
      { ...PERSON, personId: 'rec-8-org', birthDate: null },
      {
        ...PERSON,
        personId: 'rec-9-org',
        birthDate: { precision: 'year', value: '1850' } as const,
      },
    ];
    const { entries, rejected } = makeEntries(people, FORM, AREA_IDS, '2026-11-23');
    expect(entries.map(({ personId }) => personId)).toEqual(['rec-7-org']);
    expect([...rejected]).toEqual([
      ['birthDate: required', 1],
      ['birthDate: date-too-old', 1],
    ]);
  });

  it('give a single name to both name fields only where both are required', () => {
    const [family] = FORM.fields;
    const both = { ...FORM, fields: [...FORM.fields, { ...family!, id: 'givenName' }] };
    expect(
      makeEntries([PERSON], both, AREA_IDS, '2026-11-23').entries[0]?.answers['givenName'],
    ).toBe('Waller');
    expect(
      makeEntries([PERSON], FORM, AREA_IDS, '2026-11-23').entries[0]?.answers,
    ).not.toHaveProperty('givenName');
  });

  it('refuse the contact purpose where there is no telephone', () => {
    const people = [PERSON, { ...PERSON, phone: '+255712345678' }];
    const { entries } = makeEntries(people, FORM, AREA_IDS, '2026-11-23');
    expect(entries.map(({ consent }) => consent['contact'])).toEqual(['refused', 'given']);
  });

  it('of all generated people pass the form', () => {
    const { people } = loadPeople(parseOptions(['--count', '300']));
    const form = {
      ...FORM,
      fields: FORM.fields.map((field) =>
        field.type === 'name' ? { ...field, maxLength: 100 } : field,
      ),
    };
    const { entries, rejected } = makeEntries(people, form, AREA_IDS, '2026-11-23');
    expect([...rejected]).toEqual([]);
    expect(entries).toHaveLength(300);
  });
});

describe('options', () => {
  it('default to 200 made-up people, or all of a file', () => {
    expect(parseOptions([])).toMatchObject({ peopleFile: null, count: 200 });
    expect(parseOptions(['--people', 'x.csv'])).toMatchObject({ count: null });
    expect(parseOptions(['--people', 'x.csv', '--count', '50'])).toMatchObject({ count: 50 });
  });

  it.each([
    ['--count', '2'],
    ['--count', 'many'],
    ['--seed', '-1'],
    ['--unknown', 'x'],
  ])('refuse %s %s', (...args) => {
    expect(() => parseOptions(args)).toThrow();
  });
});
