import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import { breakUpgrade } from '../../../../test/integration/break-upgrade.ts';
import { FieldsealStore, openStore } from '../store.ts';

const NAME = 'fieldseal';
const RECORD = { recordId: 'r1', savedOrder: 1, state: 'saved', itemHash: '00' };
const ITEM = { recordId: 'r1', item: Uint8Array.of(1, 2, 3) };
const BATCH = { sequence: 1, state: 'waiting', records: 1, bytes: Uint8Array.of(4, 5) };

async function leaveVersionFive(indexedDB: IDBFactory): Promise<void> {
  const old = new FieldsealStore(NAME, { indexedDB, IDBKeyRange }, 5);
  await old.open();
  await old.write('format', { formatVersion: 5, minReaderVersion: 5 });
  await old.table('records').add(RECORD);
  await old.table('items').add(ITEM);
  await old.table('batches').add(BATCH);
  old.close();
}

test('a store of format 5 gets room for attachments, and keeps what it had', async () => {
  const indexedDB = new IDBFactory();
  await leaveVersionFive(indexedDB);
  const store = await openStore(NAME, { indexedDB, IDBKeyRange });
  expect(await store.read('format')).toEqual({ formatVersion: 6, minReaderVersion: 6 });
  expect(await store.attachments.count()).toBe(0);
  expect(await store.attachmentItems.count()).toBe(0);
  expect(await store.records.toArray()).toEqual([RECORD]);
  expect(await store.items.toArray()).toEqual([ITEM]);
  expect(await store.batches.toArray()).toEqual([BATCH]);
  store.close();
});

test('an upgrade that is broken off leaves format 5, bytes and all', async () => {
  const indexedDB = new IDBFactory();
  await leaveVersionFive(indexedDB);
  await breakUpgrade(NAME, indexedDB);
});
