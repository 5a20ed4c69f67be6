import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FORM, NOTICE } from '../../test/support/sample-programme.ts';
import { importableFields, matchColumns } from './match-columns.ts';

const LABELLED = {
  ...FORM,
  fields: FORM.fields.map((field) =>
    field.id === 'familyName'
      ? { ...field, label: { en: 'Family name', ar: 'اسم العائلة', fr: 'Nom de famille' } }
      : field,
  ),
};

describe('columns of a file', () => {
  it.each([
    'familyName',
    'FAMILYNAME',
    'family_name',
    ' Family Name ',
    'إسم العائلة',
    'nom de famille',
  ])('are found by id or by a label in any language: %s', (name) => {
    expect(matchColumns(['x', name], LABELLED, NOTICE).fields['familyName']).toBe(1);
  });

  it('are matched to purposes and the witness too, and photos are not', () => {
    const found = matchColumns(
      ['photo', 'Registration', 'consent_contact', 'identity-photo', 'Témoin'],
      FORM,
      NOTICE,
    );
    expect(found).toEqual({
      fields: {},
      purposes: { registration: 1, contact: 2, 'identity-photo': 3 },
      witness: 4,
    });
  });

  it('are no field’s where nothing fits', () => {
    expect(matchColumns(['', '---', '12'], FORM, NOTICE)).toEqual({
      fields: {},
      purposes: {},
      witness: null,
    });
  });

  it('are taken once each, whatever the file is like', () => {
    const names = [
      ...importableFields(FORM).map(({ id }) => id),
      ...NOTICE.purposes.map(({ id }) => id),
      'witness',
      '',
    ];
    const heading = fc.array(fc.oneof(fc.constantFrom(...names), fc.string()), { maxLength: 30 });
    fc.assert(
      fc.property(heading, (columns) => {
        const found = matchColumns(columns, FORM, NOTICE);
        const used = [...Object.values(found.fields), ...Object.values(found.purposes)];
        if (found.witness !== null) used.push(found.witness);
        expect(new Set(used).size).toBe(used.length);
        expect(used.every((column) => (columns[column] ?? '') !== '')).toBe(true);
      }),
    );
  });

  it('are found in any order and any case', () => {
    const ids = importableFields(FORM).map(({ id }) => id);
    const heading = fc.shuffledSubarray(ids, { minLength: ids.length });
    fc.assert(
      fc.property(heading, fc.boolean(), (columns, isUpper) => {
        const written = columns.map((id) => (isUpper ? id.toUpperCase() : id));
        const { fields } = matchColumns(written, FORM, NOTICE);
        for (const id of ids) expect(columns[fields[id] ?? -1]).toBe(id);
      }),
    );
  });
});
