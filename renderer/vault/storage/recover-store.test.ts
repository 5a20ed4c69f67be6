import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import { openStore } from '../database/store.ts';
import { recoverStore } from './recover-store.ts';

test('a store that could not be opened opens at the next call after the disk has room again', async () => {
  const indexedDB = new IDBFactory();
  const store = await openStore('recover', { indexedDB, IDBKeyRange });
  const open = indexedDB.open.bind(indexedDB);
  indexedDB.open = () => {
    throw new DOMException('Internal error opening backing store', 'UnknownError');
  };
  // As Chromium closes it under the app's feet.
  store.close({ disableAutoOpen: false });
  await expect(store.read('counters')).rejects.toThrow();
  indexedDB.open = open;
  // Dexie alone stays closed for good.
  await expect(store.read('counters')).rejects.toThrow();
  recoverStore(store);
  expect(await store.read('format')).toBeDefined();
});

test('a store that is open or was closed on purpose is left as it is', async () => {
  const store = await openStore('leave', { indexedDB: new IDBFactory(), IDBKeyRange });
  recoverStore(store);
  expect(store.isOpen()).toBe(true);
  store.close();
  recoverStore(store);
  await expect(store.read('format')).rejects.toThrow();
  expect(() => recoverStore(null)).not.toThrow();
});
