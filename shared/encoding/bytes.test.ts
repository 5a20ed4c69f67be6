import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes } from '../../test/support/bytes-arbitrary.ts';
import {
  concatBytes,
  copyBytes,
  equalBytes,
  fromBase64Url,
  fromHex,
  fromUtf8,
  toBase64Url,
  toHex,
  utf8,
} from './bytes.ts';

describe('base64url', () => {
  it('writes what the platform writes, and reads it back', () => {
    fc.assert(
      fc.property(bytes({ maxLength: 200 }), (value) => {
        const text = toBase64Url(value);
        expect(text).toBe(Buffer.from(value).toString('base64url'));
        expect(fromBase64Url(text)).toEqual(value);
      }),
    );
  });

  it.each(['A', 'AAAAA', 'AA==', 'a+b/', 'é', 'AA\n', ' AA'])('refuses %j', (text) => {
    expect(() => fromBase64Url(text)).toThrow(TypeError);
  });

  it('reads exactly one text for given bytes', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\w-]{0,12}$/u), (text) => {
        let decoded: Uint8Array;
        try {
          decoded = fromBase64Url(text);
        } catch {
          return;
        }
        expect(toBase64Url(decoded)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('hexadecimal', () => {
  it('writes what the platform writes, and reads both cases', () => {
    fc.assert(
      fc.property(bytes(), (value) => {
        expect(toHex(value)).toBe(Buffer.from(value).toString('hex'));
        expect(fromHex(toHex(value))).toEqual(value);
        expect(fromHex(toHex(value).toUpperCase())).toEqual(value);
      }),
    );
  });

  it.each(['0', 'zz', '0x', '00 11', '٠١'])('refuses %j', (text) => {
    expect(() => fromHex(text)).toThrow(TypeError);
  });
});

describe('bytes', () => {
  it('carry every text over UTF-8, and bytes that are none are refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(fromUtf8(utf8(text))).toBe(text);
      }),
    );
    expect(() => fromUtf8(Uint8Array.of(0xc3, 0x28))).toThrow(TypeError);
  });

  it('are equal exactly when every byte is', () => {
    fc.assert(
      fc.property(bytes({ maxLength: 8 }), bytes({ maxLength: 8 }), (a, b) => {
        expect(equalBytes(a, b)).toBe(Buffer.from(a).equals(Buffer.from(b)));
        expect(equalBytes(a, copyBytes(a))).toBe(true);
      }),
    );
  });

  it('are equal wherever they stand in their buffers, and not when one bit is another', () => {
    fc.assert(
      fc.property(
        bytes({ minLength: 1, maxLength: 40 }),
        fc.nat(7),
        fc.nat(7),
        fc.nat(),
        (value, left, right, bit) => {
          const a = concatBytes(new Uint8Array(left), value).subarray(left);
          const b = concatBytes(new Uint8Array(right), value).subarray(right);
          expect(equalBytes(a, b)).toBe(true);
          const at = bit % value.length;
          b[at] = (b[at] ?? 0) ^ (1 << (bit & 7));
          expect(equalBytes(a, b)).toBe(false);
        },
      ),
    );
  });

  it('joined or copied have a buffer of their own', () => {
    const source = Uint8Array.of(1, 2, 3, 4).subarray(1, 3);
    const copy = copyBytes(source);
    expect(copy.buffer.byteLength).toBe(2);
    expect(concatBytes(source, Uint8Array.of(), copy)).toEqual(Uint8Array.of(2, 3, 2, 3));
    copy[0] = 9;
    expect(source[0]).toBe(2);
  });
});
