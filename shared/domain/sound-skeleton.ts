/** Code of the letter a. */
const FIRST_LETTER = 0x61;

/**
 * Spellings of one sound, in the order in which they are told apart: the longest first. What the list does not name
 * stays. Vowels are handled afterwards. A word with none of the last letters, as it was written, has none of the
 * spellings.
 */
const SPELLINGS: readonly (readonly [RegExp, string, number])[] = [
  [/x/gu, 'ks', lettersOf('x')],
  [/shch|sch|tch|sh|ch/gu, 'x', lettersOf('h')],
  [/dzh|dj|zh/gu, 'j', lettersOf('hj')],
  [/[ck]h|ck|[cq]/gu, 'k', lettersOf('chq')],
  [/gh/gu, 'g', lettersOf('h')],
  [/ph|v/gu, 'f', lettersOf('hv')],
  [/th/gu, 't', lettersOf('h')],
  [/dh/gu, 'd', lettersOf('h')],
  [/ts|z/gu, 's', lettersOf('tz')],
];

const VOWELS = lettersOf('aeiou');
/** What is dropped behind the first sound. */
const SILENT = lettersOf('aeiouwy');

/** C before e, i and y is an s in most of the languages that write it. */
const SOFT_C = /c(?=[eiy])/gu;
const SOFTENED = lettersOf('c');

/**
 * The consonants of a Latin word without doubling, vowels, or an h or y at its end; a vowel at the start stays as `a`.
 * Words of other letters come back as they are. Never empty for a word that is not.
 */
export function soundSkeleton(word: string): string {
  if (!/^[a-z]+$/u.test(word)) return word;
  const letters = lettersOf(word);
  let sounds = (letters & SOFTENED) === 0 ? word : word.replaceAll(SOFT_C, 's');
  for (const [spelling, sound, marks] of SPELLINGS) {
    if ((letters & marks) !== 0) sounds = sounds.replaceAll(spelling, sound);
  }
  const end = sounds.length > 1 && sounds.endsWith('h') ? sounds.length - 1 : sounds.length;
  let last = (lettersOf(sounds.charAt(0)) & VOWELS) === 0 ? sounds.charAt(0) : 'a';
  let skeleton = last;
  for (let i = 1; i < end; i++) {
    const sound = sounds.charAt(i);
    if (sound === last || (lettersOf(sound) & SILENT) !== 0) continue;
    last = sound;
    skeleton += sound;
  }
  return skeleton;
}

/** A bit for each letter from a to z that stands in the word. */
function lettersOf(word: string): number {
  let bits = 0;
  for (let i = 0; i < word.length; i++) bits |= 1 << (word.charCodeAt(i) - FIRST_LETTER);
  return bits;
}
