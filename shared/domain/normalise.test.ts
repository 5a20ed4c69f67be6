import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generatePeople } from '../../test/fixtures/people/generate-people.ts';
import {
  lastFour,
  nameTokens,
  normaliseBirthDate,
  normaliseIdentifier,
  normaliseName,
  normalisePhone,
  phoneticCodes,
} from './normalise.ts';

const people = generatePeople({ seed: 11, count: 600 });
/** Names in four scripts, one or more tokens. */
const name = fc.constantFrom(
  ...new Set(people.map(({ familyName, givenName }) => `${givenName} ${familyName}`)),
);
const anyText = fc.string({ unit: 'grapheme', maxLength: 40 });

describe('normalised names', () => {
  it('do not depend on case, Unicode form, order, spacing, punctuation or tatweel', () => {
    fc.assert(
      fc.property(name, fc.constantFrom(' ', '  ', ' - ', ', ', '\u00a0', '\t'), (value, gap) => {
        const same = normaliseName(value);
        expect(same).not.toBe('');
        expect(normaliseName(value.normalize('NFD'))).toBe(same);
        expect(normaliseName(value.toUpperCase())).toBe(same);
        expect(normaliseName(value.split(' ').reverse().join(gap))).toBe(same);
        expect(normaliseName(`  ${value}. `)).toBe(same);
        expect(normaliseName(value.replaceAll(/(\p{Script=Arabic})/gu, '$1\u0640'))).toBe(same);
      }),
    );
  });

  it('are stable: normalising twice changes nothing, for any text', () => {
    fc.assert(
      fc.property(anyText, (value) => {
        const once = normaliseName(value);
        expect(normaliseName(once)).toBe(once);
        const id = normaliseIdentifier(value);
        expect(normaliseIdentifier(id)).toBe(id);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['María José', 'MARIA  JOSE'],
    ['Françoise', 'francoise'],
    ["N'Diaye", 'n diaye'],
    ['أحمد', 'احمد'],
    ['إبراهيم', 'ابراهيم'],
    ['آمنة', 'امنه'],
    ['مُحَمَّد', 'محمد'],
    ['مصطفى', 'مصطفي'],
    ['Ｋａｍａｕ', 'kamau'],
    ['ﷴ', 'محمد'],
  ])('make one of %s and %s', (a, b) => {
    expect(normaliseName(a)).toBe(normaliseName(b));
  });

  it.each([
    ['Olena', 'Olexa'],
    ['አበበ', 'ከበደ'],
    ['حسن', 'حسين'],
    ['José María', 'José'],
  ])('keep %s and %s apart', (a, b) => {
    expect(normaliseName(a)).not.toBe(normaliseName(b));
  });

  it('hold letters and digits only, in order, without empty parts', () => {
    fc.assert(
      fc.property(anyText, (value) => {
        const tokens = nameTokens(value);
        for (const token of tokens) expect(token).toMatch(/^[\p{L}\p{N}]+$/u);
        expect(tokens).toEqual([...tokens].sort());
      }),
      { numRuns: 500 },
    );
  });
});

describe('phonetic codes', () => {
  it.each([
    ['Catherine', 'Katherine'],
    ['Stephen', 'Steven'],
    ['Mohammed', 'Muhammad'],
    ['Smith', 'Smyth'],
  ])('find %s by %s', (a, b) => {
    expect(phoneticCodes(a).some((code) => phoneticCodes(b).includes(code))).toBe(true);
  });

  it('exist for every name in every script, and do not depend on order or case', () => {
    fc.assert(
      fc.property(name, (value) => {
        const codes = phoneticCodes(value);
        expect(codes.length).toBeGreaterThan(0);
        for (const code of codes) expect(code).not.toBe('');
        const turned = value.toUpperCase().split(' ').reverse().join(' ');
        expect(new Set(phoneticCodes(turned))).toEqual(new Set(codes));
      }),
    );
  });

  it('do not throw names of other scripts together', () => {
    expect(phoneticCodes('አበበ')).not.toEqual(phoneticCodes('ከበደ'));
    expect(phoneticCodes('فاطمة')).not.toEqual(phoneticCodes('مريم'));
  });
});

describe('normalised numbers', () => {
  it.each([
    ['+255 712-345 678', '00255712345678'],
    ['(0712) 345 678', '0712345678'],
    ['٠٧١٢٣٤٥٦٧٨', '0712345678'],
    ['۰۷۱۲۳۴۵۶۷۸', '0712345678'],
    ['０７１２３４５６７８', '0712345678'],
  ])('make one telephone of %s and %s', (a, b) => {
    expect(normalisePhone(a)).toBe(normalisePhone(b));
  });

  it.each([
    ['KA-123 456', 'ka123456'],
    ['ＫＡ１２３４５６', 'ka123456'],
    ['KA-١٢٣٤٥٦', 'ka123456'],
  ])('make one identifier of %s and %s', (a, b) => {
    expect(normaliseIdentifier(a)).toBe(normaliseIdentifier(b));
  });

  it('keep leading zeros of identifiers', () => {
    expect(normaliseIdentifier('0012345')).not.toBe(normaliseIdentifier('12345'));
  });

  it('have a last four only where there are four', () => {
    expect(lastFour('0712345678')).toBe('5678');
    expect(lastFour('123')).toBe('');
    expect(lastFour('')).toBe('');
    expect(lastFour('𝟙𝟚𝟛𝟜'.normalize('NFKC'))).toBe('1234');
  });
});

describe('normalised birth dates', () => {
  it('of different precision never equal each other', () => {
    const texts = [
      normaliseBirthDate({ precision: 'year', value: '1990' }),
      normaliseBirthDate({ precision: 'month', value: '1990-01' }),
      normaliseBirthDate({ precision: 'day', value: '1990-01-01' }),
    ];
    expect(new Set(texts).size).toBe(3);
  });
});
