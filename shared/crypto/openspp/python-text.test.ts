import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes } from '../../../test/support/bytes-arbitrary.ts';
import { toHex } from '../../encoding/bytes.ts';
import { fromBase64, lastCharacters, strip, toBase64, withoutSeparators } from './python-text.ts';

/** What Python's `str.isspace` says yes to. */
const SPACES = [
  9,
  10,
  11,
  12,
  13,
  0x1c,
  0x1d,
  0x1e,
  0x1f,
  0x20,
  0x85,
  0xa0,
  0x1680,
  ...Array.from({ length: 11 }, (_, index) => 0x2000 + index),
  0x2028,
  0x2029,
  0x202f,
  0x205f,
  0x3000,
].map((point) => String.fromCodePoint(point));

describe('Python’s text rules', () => {
  it('take for white space what Python takes, and nothing else of the first plane', () => {
    for (let point = 0; point <= 0xffff; point++) {
      const character = String.fromCodePoint(point);
      expect(strip(character) === '').toBe(SPACES.includes(character));
    }
  });

  it('strip both ends and leave the middle', () => {
    const all = SPACES.join('');
    expect(strip(`${all}a${all}b${all}`)).toBe(`a${all}b`);
    expect(withoutSeparators(`${all}a-${all}(b).${all}c_d`)).toBe('abc_d');
  });

  it('count code points from the end', () => {
    expect(lastCharacters('a😀b😀', 3)).toBe('😀b😀');
    expect(lastCharacters('ab', 4)).toBe('ab');
  });

  it('write base64 as the platform does, and read it back', () => {
    fc.assert(
      fc.property(bytes({ maxLength: 100 }), (value) => {
        const text = toBase64(value);
        expect(text).toBe(Buffer.from(value).toString('base64'));
        expect(fromBase64(text)).toEqual(value);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['AAEC\nAw= =', '00010203'],
    ['A-A_E!C', '000102'],
    ['AAE=ignored', '0001'],
    ['AA==', '00'],
    ['AB==', '00'],
    ['A=AEC', '000102'],
    ['=AAEC', '000102'],
    ['AA=EC', '000102'],
    ['', ''],
    ['====', ''],
  ])('read %j leniently, as %s', (text, hex) => {
    expect(toHex(fromBase64(text))).toBe(hex);
  });

  it.each(['A', 'AA', 'AAE', 'AAECA', 'A===', 'AA='])('refuse the padding of %j', (text) => {
    expect(() => fromBase64(text)).toThrow(
      expect.objectContaining({ code: 'crypto.input-invalid', details: { field: 'base64' } }),
    );
  });
});
