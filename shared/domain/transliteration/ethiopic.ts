/**
 * Ethiopic syllables as plain Latin letters. Unicode lays the script out in rows of eight, a consonant each, its vowels
 * in a fixed order (Unicode Standard, section 19.1). Sounds are those of the ALA-LC romanisation table for Amharic
 * and of BGN/PCGN 1967 without their marks; `e` stands for the first vowel, as in passports, and the sixth is silent.
 */
const FIRST = 0x1200;

const CONSONANTS: readonly string[] =
  'h l h m s r s sh q qw q qw b v t ch h hw n ny - k kw kh khw w - z zh y d d j g gw g t ch p s ts f p'.split(
    ' ',
  );

const VOWELS: readonly string[] = ['e', 'u', 'i', 'a', 'e', '', 'o', 'wa'];

/** The vowel carriers speak their vowel only; their first order is `a` and their sixth is heard. */
const CARRIED: readonly string[] = ['a', 'u', 'i', 'a', 'e', 'i', 'o', 'wa'];

/** The letters of a syllable, or undefined for what is none of Amharic's. */
export function ethiopicLetters(character: string): string | undefined {
  const offset = (character.codePointAt(0) ?? 0) - FIRST;
  const consonant = offset < 0 ? undefined : CONSONANTS[offset >> 3];
  if (consonant === undefined) return undefined;
  const order = offset & 7;
  if (consonant === '-') return CARRIED[order];
  // The first order of h sounds as its fourth.
  const vowel = consonant === 'h' && order === 0 ? 'a' : (VOWELS[order] ?? '');
  return `${consonant}${vowel}`;
}
