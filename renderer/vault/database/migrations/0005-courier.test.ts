import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import { breakUpgrade } from '../../../../test/integration/break-upgrade.ts';
import { FieldsealStore, openStore } from '../store.ts';

const NAME = 'fieldseal';

async function leaveVersionFour(indexedDB: IDBFactory): Promise<void> {
  const old = new FieldsealStore(NAME, { indexedDB, IDBKeyRange }, 4);
  await old.open();
  await old.write('format', { formatVersion: 4, minReaderVersion: 4 });
  await old.table('batches').bulkAdd([
    { sequence: 1, state: 'received', bytes: null },
    { sequence: 2, state: 'waiting', bytes: Uint8Array.of(1, 2, 3) },
  ]);
  old.close();
}

test('a store of format 4 gets room for carried batches, and keeps its own as they were', async () => {
  const indexedDB = new IDBFactory();
  await leaveVersionFour(indexedDB);
  const store = await openStore(NAME, { indexedDB, IDBKeyRange });
  expect(await store.read('format')).toEqual({ formatVersion: 6, minReaderVersion: 6 });
  expect(await store.carried.count()).toBe(0);
  expect(await store.carriedBytes.count()).toBe(0);
  expect(await store.batches.toArray()).toEqual([
    { sequence: 1, state: 'received', bytes: null },
    { sequence: 2, state: 'waiting', bytes: Uint8Array.of(1, 2, 3) },
  ]);
  store.close();
});

test('an upgrade that is broken off leaves format 4, bytes and all', async () => {
  const indexedDB = new IDBFactory();
  await leaveVersionFour(indexedDB);
  await breakUpgrade(NAME, indexedDB);
});
