import { nameTokens } from '../domain/names.ts';
import { soundSkeleton } from '../domain/sound-skeleton.ts';

/** Pairs of neighbours of a word, its ends marked, so that first and last letters count. None for ''. */
export function wordGrams(word: string): readonly string[] {
  if (word === '') return [];
  const grams: string[] = [];
  let before = ' ';
  for (const character of word) {
    grams.push(before + character);
    before = character;
  }
  grams.push(`${before} `);
  return grams;
}

/** Pairs of neighbours of every word of a name or an address, in Latin letters whatever its script. */
export function nameGrams(text: string): readonly string[] {
  return distinct(nameTokens(text).flatMap(wordGrams));
}

/** Pairs of neighbours of the consonants alone: what a name keeps when it changes its script. */
export function soundGrams(text: string): readonly string[] {
  return distinct(nameTokens(text).flatMap((token) => wordGrams(soundSkeleton(token))));
}

/** Pairs of neighbours and each digit with its place: what a mistyped number keeps. */
export function numberGrams(text: string): readonly string[] {
  const word = text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  return distinct([...wordGrams(word), ...placedGrams(word)]);
}

/** Each digit with its place: one wrong digit of a date changes one piece. */
export function placedGrams(digits: string): readonly string[] {
  const grams: string[] = [];
  for (const digit of digits) grams.push(`${String(grams.length)}:${digit}`);
  return grams;
}

function distinct(grams: readonly string[]): readonly string[] {
  return [...new Set(grams)];
}
