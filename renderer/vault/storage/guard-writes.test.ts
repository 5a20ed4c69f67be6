import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import { toVaultError } from '../database/storage-errors.ts';
import { openStore } from '../database/store.ts';

test('a full disk is known before anything is written, and room makes the store go on', async () => {
  const disk = { isFull: false, asked: 0 };
  const room = {
    ready: Promise.resolve(),
    hasRoom: () => {
      disk.asked += 1;
      return !disk.isFull;
    },
  };
  const implementation = { indexedDB: new IDBFactory(), IDBKeyRange, room };
  const store = await openStore('guarded', implementation);
  const counters = { revision: 1, deviceCounter: 1, registrations: 1 };
  await store.write('counters', counters);

  disk.isFull = true;
  const refused: unknown = await store
    .write('counters', { ...counters, revision: 2 })
    .catch((error: unknown) => error);
  expect(toVaultError(refused).code).toBe('vault.storage-full');
  const inTransaction: unknown = await store
    .transaction('rw', store.meta, () => store.write('counters', { ...counters, revision: 2 }))
    .catch((error: unknown) => error);
  expect(toVaultError(inTransaction).code).toBe('vault.storage-full');
  const asked = disk.asked;
  expect(await store.read('counters')).toEqual(counters);
  expect(disk.asked).toBe(asked);
  await expect(openStore('guarded', implementation)).rejects.toMatchObject({
    code: 'vault.storage-full',
  });

  disk.isFull = false;
  await store.write('counters', { ...counters, revision: 2 });
  expect(await store.read('counters')).toMatchObject({ revision: 2 });
});
