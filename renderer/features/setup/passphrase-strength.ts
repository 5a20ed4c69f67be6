/** How hard a passphrase is to guess, roughly; the minimum length is the only rule. */
export type PassphraseStrength = 'too-short' | 'weak' | 'fair' | 'strong';

const BITS_FAIR = 45;
const BITS_STRONG = 65;
/** Two letters that follow each other, or repeat, tell an attacker next to nothing new. */
const CHARACTER_CLASSES: readonly (readonly [RegExp, number])[] = [
  [/\p{Ll}/u, 26],
  [/\p{Lu}/u, 26],
  [/\p{Lo}/u, 40],
  [/\p{Nd}/u, 10],
  [/[^\p{L}\p{Nd}]/u, 20],
];

/** A hint for the person who chooses: length in characters counts most, repeats and runs count little. */
export function passphraseStrength(passphrase: string, minimum: number): PassphraseStrength {
  const characters = [...passphrase];
  if (characters.length < minimum) return 'too-short';
  const alphabet = CHARACTER_CLASSES.reduce(
    (sum, [pattern, size]) => sum + (pattern.test(passphrase) ? size : 0),
    0,
  );
  const surprising = characters.filter((character, index) => {
    const step = (character.codePointAt(0) ?? 0) - (characters[index - 1]?.codePointAt(0) ?? 0);
    return index === 0 || (Math.abs(step) > 1 && character !== characters[index - 2]);
  }).length;
  const bits = surprising * Math.log2(Math.max(alphabet, 2));
  if (bits >= BITS_STRONG) return 'strong';
  return bits >= BITS_FAIR ? 'fair' : 'weak';
}
