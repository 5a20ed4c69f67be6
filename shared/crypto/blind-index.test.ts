import { createHmac, hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes } from '../../test/support/bytes-arbitrary.ts';
import { refusalOf } from '../../test/support/refusals.ts';
import { createTokenMaker, type IndexName, type TokenScope } from './blind-index.ts';

const INDEX_KEY = new Uint8Array(32).fill(5);
const LAPTOP: TokenScope = { use: 'laptop', deviceId: 'd1' };
const NATIONAL_ID: IndexName = { fieldId: 'nationalId', kind: 'exact', normaliserVersion: 1 };

describe('blind index tokens', () => {
  it('are HMAC-SHA256 under a key derived for the very index, cut to 128 bits', async () => {
    await fc.assert(
      fc.asyncProperty(
        bytes({ minLength: 32, maxLength: 32 }),
        fc.string({ minLength: 1, unit: 'grapheme' }),
        async (indexKey, value) => {
          const info = 'fieldseal/1/blind-index/laptop/d1/nationalId/exact/1';
          const key = Buffer.from(hkdfSync('sha256', indexKey, new Uint8Array(0), info, 32));
          const expected = createHmac('sha256', key)
            .update(value, 'utf8')
            .digest()
            .subarray(0, 16)
            .toString('base64url');
          expect(await createTokenMaker(indexKey, LAPTOP).tokenOf(NATIONAL_ID, value)).toBe(
            expected,
          );
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
        scopes.flatMap((scope) => {
          const maker = createTokenMaker(key, scope);
          return indexes.map((index) => maker.tokenOf(index, '1234567'));
        }),
      ),
    );
    expect(new Set(tokens).size).toBe(tokens.length);
  });

  it('are equal for equal values whichever maker of the scope computes them, in any order', async () => {
    const [a, b] = [
      createTokenMaker(INDEX_KEY, LAPTOP),
      createTokenMaker(INDEX_KEY, { ...LAPTOP }),
    ];
    await b.tokenOf({ ...NATIONAL_ID, fieldId: 'phone' }, '1');
    const together = await Promise.all(
      ['1', '2', '1'].map((value) => a.tokenOf(NATIONAL_ID, value)),
    );
    expect(together[0]).toBe(together[2]);
    expect(together[0]).not.toBe(together[1]);
    expect(await b.tokenOf({ ...NATIONAL_ID }, '1')).toBe(together[0]);
  });

  it('are not made of nothing: everybody without a number would be a duplicate', async () => {
    const maker = createTokenMaker(INDEX_KEY, LAPTOP);
    expect(await refusalOf(() => maker.tokenOf(NATIONAL_ID, ''))).toBe('crypto.input-invalid');
  });

  it('do not collide or show the value over 5,000 ids', async () => {
    const maker = createTokenMaker(INDEX_KEY, LAPTOP);
    const tokens = await Promise.all(
      Array.from({ length: 5000 }, (_, id) => maker.tokenOf(NATIONAL_ID, String(1_000_000 + id))),
    );
    expect(new Set(tokens).size).toBe(5000);
    for (const token of tokens.slice(0, 50)) expect(token).toMatch(/^[\w-]{22}$/u);
  });
});
