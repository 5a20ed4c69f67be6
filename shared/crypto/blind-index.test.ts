import { createHmac, hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes } from '../../test/support/bytes-arbitrary.ts';
import { importedBytes } from '../../test/support/watch-bytes.ts';
import { createTokenMaker, numberOfToken, type IndexName } from './blind-index.ts';
import type { TokenScope } from './token-scope.ts';

const INDEX_KEY = new Uint8Array(32).fill(5);
const LAPTOP: TokenScope = { use: 'laptop', deviceId: 'd1' };
const NATIONAL_ID: IndexName = { fieldId: 'nationalId', kind: 'exact', normaliserVersion: 1 };

describe('blind index tokens', () => {
  it('are HMAC-SHA256 under a key derived for the very index, cut to 128 or 48 bits', async () => {
    await fc.assert(
      fc.asyncProperty(
        bytes({ minLength: 32, maxLength: 32 }),
        fc.string({ minLength: 1, unit: 'grapheme' }),
        async (indexKey, value) => {
          const info = 'fieldseal/1/blind-index/laptop/d1/nationalId/exact/1';
          const key = Buffer.from(hkdfSync('sha256', indexKey, new Uint8Array(0), info, 32));
          const mac = createHmac('sha256', key).update(value, 'utf8').digest();
          const tokens = await createTokenMaker(indexKey, LAPTOP).prepare([NATIONAL_ID]);
          expect(tokens.text(NATIONAL_ID, value)).toBe(mac.subarray(0, 16).toString('base64url'));
          expect(tokens.number(NATIONAL_ID, value)).toBe(mac.readUIntBE(0, 6));
          expect(numberOfToken(tokens.text(NATIONAL_ID, value))).toBe(mac.readUIntBE(0, 6));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('of the same value differ between laptops, programmes, uses, fields, kinds, rules and keys', async () => {
    const scopes: readonly TokenScope[] = [
      LAPTOP,
      { use: 'laptop', deviceId: 'd2' },
      { use: 'programme', programmeId: 'd1' },
      { use: 'programme', programmeId: 'p2' },
    ];
    const indexes: readonly IndexName[] = [
      NATIONAL_ID,
      { ...NATIONAL_ID, fieldId: 'phone' },
      { ...NATIONAL_ID, kind: 'partial' },
      { ...NATIONAL_ID, kind: 'phonetic' },
      { ...NATIONAL_ID, normaliserVersion: 2 },
    ];
    const tokens = await Promise.all(
      [INDEX_KEY, new Uint8Array(32).fill(6)].flatMap((key) =>
        scopes.map(async (scope) => {
          const prepared = await createTokenMaker(key, scope).prepare(indexes);
          return indexes.map((index) => prepared.number(index, '1234567'));
        }),
      ),
    );
    expect(new Set(tokens.flat()).size).toBe(2 * scopes.length * indexes.length);
  });

  it('are equal for equal values whichever maker of the scope computes them, in any order', async () => {
    const other: IndexName = { ...NATIONAL_ID, fieldId: 'phone' };
    const a = await createTokenMaker(INDEX_KEY, LAPTOP).prepare([NATIONAL_ID]);
    const b = await createTokenMaker(INDEX_KEY, { ...LAPTOP }).prepare([other, { ...NATIONAL_ID }]);
    b.number(other, '1');
    const first = a.number(NATIONAL_ID, '1');
    expect(a.number(NATIONAL_ID, '2')).not.toBe(first);
    expect(a.number(NATIONAL_ID, '1')).toBe(first);
    expect(b.number({ ...NATIONAL_ID }, '1')).toBe(first);
  });

  it('that are remembered are those that are computed anew, each index for itself', async () => {
    const indexes = [NATIONAL_ID, { ...NATIONAL_ID, fieldId: 'name' }];
    const maker = createTokenMaker(INDEX_KEY, LAPTOP);
    const remembered = await maker.prepare(indexes, indexes);
    const anew = await maker.prepare(indexes);
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[ab]{1,2}$/u)), (values) => {
        for (const value of values) {
          for (const index of indexes) {
            expect(remembered.number(index, value)).toBe(anew.number(index, value));
            expect(remembered.text(index, value)).toBe(anew.text(index, value));
          }
        }
      }),
    );
  });

  it('have a key for each index, derived once', async () => {
    const maker = createTokenMaker(INDEX_KEY, LAPTOP);
    const phone: IndexName = { ...NATIONAL_ID, fieldId: 'phone' };
    const derived = await importedBytes(async () => {
      await maker.prepare([NATIONAL_ID, phone]);
      await maker.prepare([{ ...NATIONAL_ID }]);
    });
    expect(derived).toHaveLength(2);
  });

  it('are not made of nothing, nor for an index whose key was not derived', async () => {
    const tokens = await createTokenMaker(INDEX_KEY, LAPTOP).prepare([NATIONAL_ID]);
    const refused = expect.objectContaining({
      code: 'crypto.input-invalid',
      details: { field: 'nationalId' },
    }) as unknown;
    expect(() => tokens.text(NATIONAL_ID, '')).toThrow(refused);
    expect(() => tokens.number({ ...NATIONAL_ID, normaliserVersion: 9 }, '1')).toThrow(refused);
  });

  it('do not collide or show the value over 5,000 ids', async () => {
    const tokens = await createTokenMaker(INDEX_KEY, LAPTOP).prepare([NATIONAL_ID]);
    const ids = Array.from({ length: 5000 }, (_, id) => String(1_000_000 + id));
    expect(new Set(ids.map((id) => tokens.number(NATIONAL_ID, id))).size).toBe(5000);
    for (const id of ids.slice(0, 50)) {
      expect(tokens.text(NATIONAL_ID, id)).toMatch(/^[\w-]{22}$/u);
    }
  });
});
