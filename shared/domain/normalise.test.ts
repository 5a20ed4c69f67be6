import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastFour, normaliseBirthDate, normaliseIdentifier, normalisePhone } from './normalise.ts';

const anyText = fc.string({ unit: 'grapheme', maxLength: 40 });

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

  it('are stable: normalising twice changes nothing, for any text', () => {
    fc.assert(
      fc.property(anyText, (value) => {
        const id = normaliseIdentifier(value);
        expect(normaliseIdentifier(id)).toBe(id);
      }),
      { numRuns: 500 },
    );
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
