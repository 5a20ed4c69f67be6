/** Vowels are what spellings differ in, and h and the half-vowels come and go. */
const WEIGHTS: ReadonlyMap<string, number> = new Map([
  ...Array.from('aeiou', (vowel) => [vowel, 0.3] as const),
  ['h', 0.45],
  ['w', 0.5],
  ['y', 0.4],
]);

/** Sounds that one language or scribe writes for another's: half a mistake or less. */
const NEAR = 0.3;
const NEAR_PAIRS: ReadonlySet<string> = new Set(
  (
    'kq kK qK qg qG Kh KC gG gh gj GK jZ jy jC jX jD Cs CX CT Xs sz sZ zD zZ zX sc cC zc dD Dz tT Ts td ' +
    'fv vw vb bp fp mn Gr GZ Zy iy uw ew ow ey ay'
  )
    .split(' ')
    .flatMap((pair) => [pair, [...pair].reverse().join('')]),
);
const VOWELS = /^[aeiou]$/u;
const VOWEL_FOR_VOWEL = 0.15;

/** A vowel that one script does not write is hardly missing in the other. */
const UNWRITTEN_VOWEL = 0.08;

/** Sum of the weights of all sounds: what a word has to lose. */
export function weightOf(sounds: string): number {
  return [...sounds].reduce((sum, sound) => sum + weight(sound), 0);
}

/**
 * Least cost of turning one row of sounds into the other (Wagner and Fischer 1974) with these weights. `unvowelled`:
 * exactly one of the two comes from a script that leaves vowels out.
 */
export function soundDistance(a: string, b: string, unvowelled: boolean): number {
  const right = [...b];
  const lose = (sound: string): number =>
    unvowelled && VOWELS.test(sound) ? UNWRITTEN_VOWEL : weight(sound);
  let above = [0];
  for (const sound of right) above.push((above.at(-1) ?? 0) + lose(sound));
  for (const sound of a) {
    const row = [(above[0] ?? 0) + lose(sound)];
    for (const [at, other] of right.entries()) {
      row.push(
        Math.min(
          (above[at + 1] ?? 0) + lose(sound),
          (row[at] ?? 0) + lose(other),
          (above[at] ?? 0) + exchange(sound, other),
        ),
      );
    }
    above = row;
  }
  return above.at(-1) ?? 0;
}

function exchange(a: string, b: string): number {
  if (a === b) return 0;
  if (VOWELS.test(a) && VOWELS.test(b)) return VOWEL_FOR_VOWEL;
  if (NEAR_PAIRS.has(a + b)) return NEAR;
  return Math.max(weight(a), weight(b), 0.6);
}

function weight(sound: string): number {
  return WEIGHTS.get(sound) ?? 1;
}
