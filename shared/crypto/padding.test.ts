import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes } from '../../test/support/bytes-arbitrary.ts';
import { isPadded, pad, unpad } from './padding.ts';

describe('padding', () => {
  it('gives back the content, and lengths in whole blocks only', () => {
    fc.assert(
      fc.property(
        bytes({ maxLength: 2000 }),
        fc.integer({ min: 1, max: 1024 }),
        (content, block) => {
          const padded = pad(content, block);
          expect(padded.length % block).toBe(0);
          expect(padded.length - content.length).toBeLessThan(block + 5);
          expect(unpad(padded)).toEqual(content);
        },
      ),
    );
  });

  it('of no content may be no longer than its head', () => {
    const padded = pad(new Uint8Array(0), 5);
    expect(padded).toHaveLength(5);
    expect(unpad(padded)).toEqual(new Uint8Array(0));
  });

  it('contents that end in one block are equally long', () => {
    const lengths = Array.from(
      { length: 123 },
      (_, length) => pad(new Uint8Array(length), 128).length,
    );
    expect(new Set(lengths.slice(0, 123))).toEqual(new Set([128]));
    expect(pad(new Uint8Array(124), 128)).toHaveLength(256);
  });

  it('what it did not make is refused', () => {
    const padded = pad(Uint8Array.from([1, 2, 3]), 16);
    const marked = Uint8Array.from(padded, (byte, at) => (at === 15 ? 1 : byte));
    const long = Uint8Array.from(padded, (byte, at) => (at === 4 ? 12 : byte));
    for (const wrong of [marked, long, padded.slice(0, 4), padded.slice(1), new Uint8Array(0)]) {
      expect(() => unpad(wrong)).toThrow('crypto.input-invalid');
    }
    expect(isPadded(padded)).toBe(true);
    expect(isPadded(Uint8Array.from([0xa0]))).toBe(false);
  });
});
