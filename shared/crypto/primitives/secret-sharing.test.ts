import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytes } from '../../../test/support/bytes-arbitrary.ts';
import { combineShares, splitSecret } from './secret-sharing.ts';
import { randomBytes } from './random.ts';

const sizes = fc
  .integer({ min: 1, max: 9 })
  .chain((shares) => fc.tuple(fc.constant(shares), fc.integer({ min: 1, max: shares })));

test('any threshold of the shares gives the secret back, in any order', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(), async ([count, threshold], turn) => {
      const secret = randomBytes(32);
      const shares = await splitSecret(secret, count, threshold);
      expect(shares).toHaveLength(count);
      const at = turn % count;
      const chosen = [...shares.slice(at), ...shares.slice(0, at)].reverse().slice(0, threshold);
      expect(await combineShares(chosen, threshold)).toEqual(secret);
    }),
    { numRuns: 40 },
  );
});

test('fewer shares than the threshold give other bytes, and so do mixed ones', async () => {
  const secret = randomBytes(32);
  const shares = await splitSecret(secret, 5, 3);
  const others = await splitSecret(secret, 5, 3);
  const two = shares.slice(0, 2);
  expect(await combineShares(two, 3)).not.toEqual(secret);
  // Parts are numbered at random, in their last byte: one with the same number as another is no set.
  const stranger = others.filter((part) => two.every((own) => own.at(-1) !== part.at(-1)));
  expect(await combineShares([...two, ...stranger.slice(0, 1)], 3)).not.toEqual(secret);
});

test('with a threshold of one every share is enough; with more no share shows the secret', async () => {
  const secret = randomBytes(32);
  for (const share of await splitSecret(secret, 3, 1)) {
    expect(await combineShares([share], 1)).toEqual(secret);
  }
  for (const share of await splitSecret(secret, 3, 2)) {
    expect(share.slice(0, -1)).not.toEqual(secret);
  }
});

test.each([
  [0, 1],
  [3, 0],
  [2, 3],
  [10, 2],
  [2.5, 2],
])('%d shares with a threshold of %d are refused', async (shares, threshold) => {
  await expect(splitSecret(randomBytes(32), shares, threshold)).rejects.toThrow(RangeError);
});

test('as many as nine shares are made, and all are needed where the threshold says so', async () => {
  const secret = randomBytes(32);
  const shares = await splitSecret(secret, 9, 9);
  expect(await combineShares(shares, 9)).toEqual(secret);
  expect(await combineShares(shares.slice(1), 9)).not.toEqual(secret);
});

test('an empty secret is refused', async () => {
  await expect(splitSecret(new Uint8Array(0), 2, 2)).rejects.toThrow(RangeError);
});

test('what is no set of shares is refused by code', async () => {
  const shares = await splitSecret(randomBytes(32), 3, 2);
  const [first = randomBytes(33), second = randomBytes(33)] = shares;
  const sets = [[], [first, first], [first, second.slice(1)], [new Uint8Array(1)]];
  for (const set of sets) {
    await expect(combineShares(set, 2)).rejects.toMatchObject({ code: 'crypto.input-invalid' });
  }
  await expect(combineShares([randomBytes(33), randomBytes(33)], 1)).rejects.toMatchObject({
    code: 'crypto.input-invalid',
  });
});

test('arbitrary bytes never throw anything else', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(bytes({ maxLength: 40 }), { maxLength: 4 }), async (parts) => {
      const outcome = await combineShares(parts, 2).catch((error: unknown) => error);
      expect(outcome instanceof Uint8Array || (outcome as { code?: string }).code).toBeTruthy();
    }),
    { numRuns: 50 },
  );
});

describe('what is not asked of the library', () => {
  const refused = { code: 'crypto.input-invalid' };

  test('is refused: no part, a part of nothing, no threshold', async () => {
    for (const threshold of [1, 2]) {
      await expect(combineShares([], threshold)).rejects.toMatchObject(refused);
      await expect(combineShares([new Uint8Array(1)], threshold)).rejects.toMatchObject(refused);
    }
    await expect(combineShares([new Uint8Array([7, 1])], 0)).rejects.toMatchObject(refused);
    const parts = await splitSecret(randomBytes(32), 2, 2);
    for (const threshold of [0, -1]) {
      await expect(combineShares(parts, threshold)).rejects.toMatchObject(refused);
      await expect(splitSecret(new Uint8Array([7]), 2, threshold)).rejects.toThrow(
        'a threshold is at least 1',
      );
    }
  });

  test('numbers parts from one where each is the secret; the shortest has two bytes', async () => {
    expect(await splitSecret(new Uint8Array([7]), 2, 1)).toEqual([
      new Uint8Array([7, 1]),
      new Uint8Array([7, 2]),
    ]);
    expect(await combineShares([new Uint8Array([7, 1])], 1)).toEqual(new Uint8Array([7]));
  });
});
