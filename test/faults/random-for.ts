import { createRandom, type SeededRandom } from '../fixtures/people/random.ts';

/** A random source of its own for each purpose of a run, so that what one draws does not shift another. */
export function randomFor(seed: number, purpose: string): SeededRandom {
  let mixed = seed >>> 0;
  for (const character of purpose) {
    mixed = (Math.imul(mixed, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  }
  return createRandom(mixed);
}
