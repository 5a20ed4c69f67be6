import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NOW, openEmptyStore, OPERATOR_ID, operatorRow } from '../../../test/support/open-keys.ts';
import type { OperatorRow } from '../database/rows.ts';
import { checkBackOff, countAttempt, waitSeconds } from './back-off.ts';

const later = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000);

test('the wait starts at the fifth failure, doubles, and ends at an hour', () => {
  const waits = [0, 1, 2, 3, 4, 5, 6, 7, 11, 12, 13].map(waitSeconds);
  expect(waits).toEqual([0, 0, 0, 0, 0, 30, 60, 120, 1920, 3600, 3600]);
});

test('more failures never wait less', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000 }), (failures) => {
      const wait = waitSeconds(failures);
      return wait <= waitSeconds(failures + 1) && wait <= 3600;
    }),
  );
});

describe('an attempt', () => {
  test('is counted on the disk; from the fifth on the next one has to wait', async () => {
    const store = await openEmptyStore();
    await store.operators.add(operatorRow(new Uint8Array(0)));
    for (let attempts = 1; attempts <= 4; attempts++) {
      expect(await countAttempt(store, OPERATOR_ID, NOW)).toEqual({ attempts, seconds: 0 });
      expect(await store.operators.get(OPERATOR_ID)).toMatchObject({
        failedAttempts: attempts,
        backOffUntil: null,
      });
    }
    expect(await countAttempt(store, OPERATOR_ID, NOW)).toEqual({ attempts: 5, seconds: 30 });
    expect(await store.operators.get(OPERATOR_ID)).toMatchObject({
      failedAttempts: 5,
      backOffUntil: later(30).toISOString(),
    });
  });

  test('of two windows at once counts twice', async () => {
    const store = await openEmptyStore();
    await store.operators.add(operatorRow(new Uint8Array(0)));
    const counted = await Promise.all([1, 2].map(() => countAttempt(store, OPERATOR_ID, NOW)));
    expect(counted.map(({ attempts }) => attempts)).toEqual([1, 2]);
  });

  test('of somebody who is not on this laptop is the first', async () => {
    const store = await openEmptyStore();
    expect(await countAttempt(store, 'nobody', NOW)).toEqual({ attempts: 1, seconds: 0 });
  });
});

describe('the wait', () => {
  async function waiting(backOffUntil: string | null, failedAttempts = 5) {
    const store = await openEmptyStore();
    const row: OperatorRow = {
      ...operatorRow(new Uint8Array(0)),
      failedAttempts,
      backOffUntil,
    };
    await store.operators.add(row);
    return { store, row };
  }

  test('keeps nobody who has none, and ends at its very second', async () => {
    const free = await waiting(null);
    await checkBackOff(free.store, free.row, NOW);
    const { store, row } = await waiting(later(30).toISOString());
    await checkBackOff(store, row, later(30));
    await checkBackOff(store, row, later(31));
    for (const [passed, left] of [
      [0, 30],
      [0.5, 30],
      [29.1, 1],
    ] as const) {
      await expect(checkBackOff(store, row, later(passed))).rejects.toMatchObject({
        code: 'vault.backing-off',
        details: { seconds: left, attempts: 5 },
      });
    }
    expect((await store.operators.get(OPERATOR_ID))?.backOffUntil).toBe(row.backOffUntil);
  });

  test('is no longer than it was made, whatever became of the clock', async () => {
    const { store, row } = await waiting(later(31).toISOString());
    await expect(checkBackOff(store, row, NOW)).rejects.toMatchObject({
      code: 'vault.backing-off',
      details: { seconds: 30 },
    });
    expect((await store.operators.get(OPERATOR_ID))?.backOffUntil).toBe(later(30).toISOString());
  });
});
