import { ARABIC } from './arabic.ts';
import { CYRILLIC } from './cyrillic.ts';
import { ethiopicLetters } from './ethiopic.ts';
import { LATIN } from './latin.ts';

/**
 * Lower-case text in plain Latin letters as far as its script is Arabic, Ethiopic, Cyrillic or Latin with marks; letters
 * of other scripts stay as they are. The Arabic article at the start of a word falls away: writers keep or drop it. The
 * letters ha and ta marbuta at its end are put for each other and heard as `a`.
 */
export function toLatin(word: string): string {
  const bare = word
    .replace(/^ال(?=\p{Script=Arabic}{3})/u, '')
    .replace(/(?<=\p{Script=Arabic})[هةہ]$/u, 'a');
  return [...bare].map(latinOf).join('');
}

function latinOf(character: string): string {
  return (
    LATIN.get(character) ??
    ARABIC.get(character) ??
    CYRILLIC.get(character) ??
    ethiopicLetters(character) ??
    character
  );
}
