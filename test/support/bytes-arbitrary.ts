import fc from 'fast-check';
import type { Bytes } from '../../shared/encoding/bytes.ts';

/** Byte strings for property tests. */
export function bytes(constraints: fc.IntArrayConstraints = {}): fc.Arbitrary<Bytes> {
  return fc.uint8Array(constraints).map((array) => Uint8Array.from(array));
}

/** A copy with the lowest `bit` of the byte at `index` turned over. */
export function flipBit(original: Uint8Array, index: number, bit = 0): Bytes {
  const copy = Uint8Array.from(original);
  copy[index] = (copy[index] ?? 0) ^ (1 << bit);
  return copy;
}
