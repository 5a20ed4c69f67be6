/** Words of a 128-byte encoding. */
export const CLK_WORDS = 32;

/** Set bits of the encoding that begins at `start`. */
export function countBits(words: Uint32Array, start: number): number {
  let count = 0;
  for (let i = start; i < start + CLK_WORDS; i++) count += bitsOf(words[i] ?? 0);
  return count;
}

/** Bits set in both of two encodings. */
export function countShared(
  a: Uint32Array,
  startA: number,
  b: Uint32Array,
  startB: number,
): number {
  let count = 0;
  for (let i = 0; i < CLK_WORDS; i++) count += bitsOf((a[startA + i] ?? 0) & (b[startB + i] ?? 0));
  return count;
}

/** An encoding as words; a copy, since one cut from a larger array need not be aligned. */
export function wordsOf(clk: Uint8Array): Uint32Array {
  return new Uint32Array(new Uint8Array(clk).buffer);
}

/** Set bits of a 32-bit word, counted in parallel (Warren, Hacker's Delight, section 5-1). */
function bitsOf(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
