import { nameParts, type NamePart } from '../domain/names.ts';
import { soundsOf } from './sounds.ts';
import { soundDistance, weightOf } from './sound-distance.ts';

/**
 * From this on two names may be spellings of one. Fixed on every second group of test/fixtures/name-variants.ts; the
 * test looks at the others by themselves.
 */
export const NAMES_ALIKE = 0.68;

/** How alike two names are, 0 to 1, whatever their script, spelling, spacing and order of parts. */
export function nameSimilarity(a: string, b: string): number {
  const [left, right] = [nameParts(a), nameParts(b)];
  if (left.length === 0 || right.length === 0) return 0;
  return Math.max(partsSimilarity(left, right), similarity(joined(left), joined(right)));
}

/** Parts are paired off, the likest first; a part without its pair counts against the whole by its weight. */
function partsSimilarity(a: readonly NamePart[], b: readonly NamePart[]): number {
  const pairs = a
    .flatMap((left) => b.map((right) => ({ left, right, score: similarity(left, right) })))
    .sort((x, y) => y.score - x.score);
  const used = new Set<NamePart>();
  let together = 0;
  for (const { left, right, score } of pairs) {
    if (used.has(left) || used.has(right)) continue;
    used.add(left).add(right);
    together += (score * (partWeight(left) + partWeight(right))) / 2;
  }
  const whole = [a, b].map((parts) => parts.reduce((sum, part) => sum + partWeight(part), 0));
  const most = Math.max(...whole);
  return most === 0 ? 0 : Math.min(1, together / most);
}

function similarity(a: NamePart, b: NamePart): number {
  if (a.latin === b.latin) return 1;
  const most = Math.max(partWeight(a), partWeight(b));
  if (most === 0) return 0;
  const distance = soundDistance(
    soundsOf(a.latin),
    soundsOf(b.latin),
    a.unvowelled !== b.unvowelled,
  );
  return Math.max(0, 1 - distance / most);
}

function partWeight(part: NamePart): number {
  return weightOf(soundsOf(part.latin));
}

function joined(parts: readonly NamePart[]): NamePart {
  return {
    written: parts.map(({ written }) => written).join(''),
    latin: parts.map(({ latin }) => latin).join(''),
    unvowelled: parts.some(({ unvowelled }) => unvowelled),
  };
}
