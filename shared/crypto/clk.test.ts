import { createHmac, hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { bytes } from '../../test/support/bytes-arbitrary.ts';
import { zeroedBytes } from '../../test/support/watch-bytes.ts';
import { CLK_BYTES, createClkEncoder, type ClkEncoder, type ClkField } from './clk.ts';
import type { TokenScope } from './token-scope.ts';

const INDEX_KEY = new Uint8Array(32).fill(5);
const LAPTOP: TokenScope = { use: 'laptop', deviceId: 'd1' };
/** Of the gram `am` of `given`, worked out without this code: the HMAC under its HKDF key, read as one big number. */
const POSITIONS = [
  18, 299, 19, 585, 837, 459, 652, 349, 706, 87, 269, 1017, 1008, 977, 732, 501, 664, 680, 988, 62,
  117, 238, 187, 644, 183,
] as const;
const gram = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 });
const field: fc.Arbitrary<ClkField> = fc.record({
  name: fc.constantFrom('family', 'given', 'birth'),
  grams: fc.uniqueArray(gram, { maxLength: 12 }),
  bitsPerGram: fc.integer({ min: 1, max: 25 }),
});

let encoder: ClkEncoder;
beforeAll(async () => {
  encoder = await createClkEncoder(INDEX_KEY, LAPTOP);
});

function bitsOf(clk: Uint8Array): readonly number[] {
  return Array.from({ length: CLK_BYTES * 8 }, (_, bit) => bit).filter(
    (bit) => ((clk[bit >> 3] ?? 0) >> (bit & 7)) & 1,
  );
}

describe('a cryptographic long-term key', () => {
  it('sets the bits that an HMAC-SHA256 of field and gram names, ten bits each', async () => {
    await fc.assert(
      fc.asyncProperty(
        bytes({ minLength: 32, maxLength: 32 }),
        gram,
        fc.integer({ min: 1, max: 25 }),
        async (indexKey, text, bitsPerGram) => {
          const info = 'fieldseal/1/clk/laptop/d1';
          const key = Buffer.from(hkdfSync('sha256', indexKey, new Uint8Array(0), info, 32));
          const digits = [...createHmac('sha256', key).update(`given\0${text}`).digest()]
            .map((byte) => byte.toString(2).padStart(8, '0'))
            .join('');
          const expected = Array.from({ length: bitsPerGram }, (_, i) =>
            Number.parseInt(digits.slice(10 * i, 10 * i + 10), 2),
          );
          const made = await createClkEncoder(indexKey, LAPTOP);
          const clk = made.encode([{ name: 'given', grams: [text], bitsPerGram }]);
          expect(bitsOf(clk)).toEqual([...new Set(expected)].sort((a, b) => a - b));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('cuts the 25 positions of a gram where they were cut from the first', () => {
    for (let bitsPerGram = 1; bitsPerGram <= POSITIONS.length; bitsPerGram++) {
      const clk = encoder.encode([{ name: 'given', grams: ['am'], bitsPerGram }]);
      const expected = POSITIONS.slice(0, bitsPerGram);
      expect(bitsOf(clk)).toEqual([...expected].sort((a, b) => a - b));
    }
  });

  it('overwrites the encoder’s key once the HMAC is prepared with it', async () => {
    const info = 'fieldseal/1/clk/laptop/d1';
    const key = new Uint8Array(hkdfSync('sha256', INDEX_KEY, new Uint8Array(0), info, 32));
    expect(await zeroedBytes(() => createClkEncoder(INDEX_KEY, LAPTOP))).toContainEqual(key);
  });

  it('is the union of its fields, and the same whenever it is made', () => {
    fc.assert(
      fc.property(fc.array(field, { maxLength: 4 }), (fields) => {
        const clk = encoder.encode(fields);
        expect(clk).toHaveLength(CLK_BYTES);
        const union = new Set(fields.flatMap((one) => bitsOf(encoder.encode([one]))));
        expect(bitsOf(clk)).toEqual([...union].sort((a, b) => a - b));
        expect(encoder.encode([...fields].reverse())).toEqual(clk);
      }),
    );
  });

  it('of the same person differs between laptops, programmes and keys', async () => {
    const fields: ClkField[] = [{ name: 'given', grams: ['am', 'mi'], bitsPerGram: 20 }];
    const others = await Promise.all([
      createClkEncoder(INDEX_KEY, { use: 'laptop', deviceId: 'd2' }),
      createClkEncoder(INDEX_KEY, { use: 'programme', programmeId: 'd1' }),
      createClkEncoder(new Uint8Array(32).fill(6), LAPTOP),
    ]);
    const clks = [encoder, ...others].map((made) => made.encode(fields).join());
    expect(new Set(clks).size).toBe(clks.length);
  });

  it('keeps the same gram of two fields apart', () => {
    const [a, b] = ['family', 'given'].map((name) =>
      encoder.encode([{ name, grams: ['am'], bitsPerGram: 25 }]),
    );
    expect(a).not.toEqual(b);
  });

  it.each([0, 26, Number.NaN])('refuses a weight of %s', (bitsPerGram) => {
    expect(() => encoder.encode([{ name: 'given', grams: ['am'], bitsPerGram }])).toThrow(
      expect.objectContaining({
        code: 'crypto.input-invalid',
        details: { field: 'given' },
      }) as Error,
    );
  });
});
