/**
 * Spellings of one sound, in the order in which they are told apart: the longest first. What the list does not name
 * stays. Vowels are handled afterwards.
 */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/x/gu, 'ks'],
  [/shch|sch|tch|sh|ch/gu, 'x'],
  [/dzh|dj|zh/gu, 'j'],
  [/[ck]h|ck|[cq]/gu, 'k'],
  [/gh/gu, 'g'],
  [/ph|v/gu, 'f'],
  [/th/gu, 't'],
  [/dh/gu, 'd'],
  [/ts|z/gu, 's'],
];

/** C before e, i and y is an s in most of the languages that write it. */
const SOFT_C = /c(?=[eiy])/gu;

/**
 * The consonants of a Latin word without doubling, vowels, or an h or y at its end; a vowel at the start stays as `a`.
 * Words of other letters come back as they are. Never empty for a word that is not.
 */
export function soundSkeleton(word: string): string {
  if (!/^[a-z]+$/u.test(word)) return word;
  let sounds = word.replaceAll(SOFT_C, 's');
  for (const [spelling, sound] of SPELLINGS) sounds = sounds.replaceAll(spelling, sound);
  const first = /^[aeiou]/u.test(sounds) ? 'a' : sounds.slice(0, 1);
  const rest = sounds
    .slice(1)
    .replace(/h$/u, '')
    .replaceAll(/[aeiouwy]/gu, '');
  return `${first}${rest}`.replaceAll(/(.)\1+/gu, '$1');
}
