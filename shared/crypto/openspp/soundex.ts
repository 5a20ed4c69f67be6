/** Letters of each digit, from 1 on. */
const LETTERS = ['BFPV', 'CGJKQSXZ', 'DT', 'L', 'MN', 'R'] as const;
const LENGTH = 4;

/**
 * OpenSPP's Soundex, which is not the American one: H, W and Y part equal codes just as vowels do (Ashcraft is
 * A226, not A261), and whatever comes first is kept. Outside Latin script only the first letter remains.
 * Compatibility only. Empty for empty text.
 */
export function opensppSoundex(name: string): string {
  const [first, ...rest] = [...name.toUpperCase()];
  if (first === undefined) return '';
  let code = first;
  let digits = 0;
  let before = digitOf(first);
  for (const character of rest) {
    const digit = digitOf(character);
    if (digit !== 0 && digit !== before && digits < LENGTH - 1) {
      code += String(digit);
      digits++;
    }
    before = digit;
  }
  return code + '0'.repeat(LENGTH - 1 - digits);
}

/** 1 to 6, or 0 for a vowel or any other character. */
function digitOf(character: string): number {
  return LETTERS.findIndex((letters) => letters.includes(character)) + 1;
}
