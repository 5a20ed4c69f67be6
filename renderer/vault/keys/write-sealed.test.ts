import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, test } from 'vitest';
import { NO_RECORDS } from '../database/counts.ts';
import type { OperatorRow } from '../database/rows.ts';
import { openStore } from '../database/store.ts';
import type { KeyRings } from './key-rings.ts';
import { isEpochCurrent, writeSealed } from './write-sealed.ts';

const OPERATOR = { operatorId: 'op', byState: NO_RECORDS } as OperatorRow;

test('what was being sealed while this very window renewed its keys is sealed again', async () => {
  const store = await openStore('sealed', { indexedDB: new IDBFactory(), IDBKeyRange });
  await store.operators.add(OPERATOR);
  let epoch = 0;
  const rings = {
    get epoch() {
      return epoch;
    },
    reload: () => Promise.resolve(),
  } as KeyRings;
  const sealedUnder: number[] = [];
  async function seal(): Promise<number> {
    const under = epoch;
    sealedUnder.push(under);
    if (sealedUnder.length === 1) {
      // The renewal commits, and the rings are read again, before the write begins.
      await store.operators.update('op', { keyEpoch: 1 });
      epoch = 1;
    }
    return under;
  }
  const sealer = { operatorId: 'op', rings };
  const written = await writeSealed(store, sealer, [store.drafts], seal, (under) =>
    Promise.resolve(under),
  );
  expect(written).toBe(1);
  expect(sealedUnder).toEqual([0, 1]);
});

describe('what is sealed under keys of yesterday', () => {
  /** Rings that are always one renewal behind; how often they were read again. */
  async function stale() {
    const store = await openStore('sealed', { indexedDB: new IDBFactory(), IDBKeyRange });
    await store.operators.add({ ...OPERATOR, keyEpoch: 1 });
    const counts = { reloads: 0, sealed: 0, written: 0 };
    const reload = (): Promise<void> => {
      counts.reloads += 1;
      return Promise.resolve();
    };
    const sealer = { operatorId: 'op', rings: { epoch: 0, reload } as KeyRings };
    return { store, sealer, counts };
  }

  test('is never written, however often it is tried', async () => {
    const { store, sealer, counts } = await stale();
    const seal = async (): Promise<number> => (counts.sealed += 1);
    const write = async (): Promise<void> => void (counts.written += 1);
    await expect(writeSealed(store, sealer, [store.drafts], seal, write)).rejects.toMatchObject({
      code: 'vault.internal',
    });
    expect(counts).toEqual({ reloads: 5, sealed: 5, written: 0 });
  });

  test('is told by the operator’s row; who has none is in the first epoch', async () => {
    const { store } = await stale();
    expect(await isEpochCurrent(store, 'op', 1)).toBe(true);
    expect(await isEpochCurrent(store, 'op', 0)).toBe(false);
    expect(await isEpochCurrent(store, 'nobody', 0)).toBe(true);
    expect(await isEpochCurrent(store, 'nobody', 1)).toBe(false);
  });
});

test('a caller may bring a transaction of its own; it is given every table that is needed, once', async () => {
  const store = await openStore('sealed', { indexedDB: new IDBFactory(), IDBKeyRange });
  await store.operators.add(OPERATOR);
  const sealer = { operatorId: 'op', rings: { epoch: 0 } as KeyRings };
  let given: readonly string[] = [];
  const written = await writeSealed(
    store,
    sealer,
    [store.drafts, store.operators],
    () => Promise.resolve('sealed'),
    (sealed) => Promise.resolve(`${sealed} and written`),
    (tables, work) => {
      given = tables.map(({ name }) => name);
      return store.transaction('rw', [...tables], work);
    },
  );
  expect(written).toBe('sealed and written');
  expect(given).toEqual(['operators', 'drafts']);
});
