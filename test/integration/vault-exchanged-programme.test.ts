/** Somebody who writes to the disk puts a programme of their own in the place of the laptop's, and waits for the unlock. */
import { IDBKeyRange } from 'fake-indexeddb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FieldsealStore } from '../../renderer/vault/database/store.ts';
import { exchangeProgramme } from './exchange-programme.ts';
import { createWorld, unlock, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
}, 90_000);
afterAll(() => world.server.close());

test('neither recovery nor records are sealed to it: the vault knows its administrator', async () => {
  const { field, enumeratorId } = world;
  await field.vault.lock();
  const { indexedDB, databaseName } = field;
  const store = new FieldsealStore(databaseName, { indexedDB, IDBKeyRange });
  const putBack = await exchangeProgramme(store);
  await expect(unlock(field, enumeratorId)).rejects.toMatchObject({
    code: 'vault.store-damaged',
    details: { part: 'programme' },
  });
  expect((await store.recoverySlots.get(enumeratorId))?.shares).toBeNull();
  await putBack();
  await unlock(field, enumeratorId);
  store.close();
});

test('no backup is sealed to it either, though the vault is open when it comes', async () => {
  const { field } = world;
  const { indexedDB, databaseName } = field;
  const store = new FieldsealStore(databaseName, { indexedDB, IDBKeyRange });
  const putBack = await exchangeProgramme(store);
  await expect(field.vault.beginBackup('another passphrase of length')).rejects.toMatchObject({
    code: 'provisioning.pack-tampered',
  });
  await putBack();
  store.close();
});
