import { describe, expect, it } from 'vitest';
import { asciiDigits } from './digits.ts';

describe('asciiDigits', () => {
  it.each([
    ['٠١٢٣٤٥٦٧٨٩', '0123456789'],
    ['۰۱۲۳۴۵۶۷۸۹', '0123456789'],
    ['०१२३४५६७८९', '0123456789'],
    ['০১২৩৪৫৬৭৮৯', '0123456789'],
    ['၀၁၂၃၄၅၆၇၈၉', '0123456789'],
    ['០១២៣៤៥៦៧៨៩', '0123456789'],
    ['KA-٠٠٧ ½', 'KA-007 ½'],
  ])('writes %s as %s', (text, expected) => {
    expect(asciiDigits(text)).toBe(expected);
  });

  it('agrees with NFKC for every digit that has a compatibility mapping, and always gives one digit', () => {
    for (let code = 0x3a; code < 0x1_ffff; code++) {
      const character = String.fromCodePoint(code);
      if (!/\p{Nd}/u.test(character)) continue;
      const digit = asciiDigits(character);
      expect(digit).toMatch(/^[0-9]$/u);
      const mapped = character.normalize('NFKC');
      if (/^[0-9]$/u.test(mapped)) expect(digit, character).toBe(mapped);
    }
  });
});
