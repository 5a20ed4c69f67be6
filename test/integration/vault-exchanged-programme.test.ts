/** Somebody who writes to the disk puts a programme of their own in the place of the laptop's, and waits for the unlock. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exchangeProgramme } from './exchange-programme.ts';
import { withStore } from './open-window.ts';
import { createWorld, unlock, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
}, 90_000);
afterAll(() => world.server.close());

test('neither recovery nor records are sealed to it: the vault knows its administrator', async () => {
  const { field, enumeratorId } = world;
  await field.vault.lock();
  const putBack = await withStore(field, exchangeProgramme);
  await expect(unlock(field, enumeratorId)).rejects.toMatchObject({
    code: 'vault.store-damaged',
    details: { part: 'programme' },
  });
  const slot = await withStore(field, (store) => store.recoverySlots.get(enumeratorId));
  expect(slot?.shares).toBeNull();
  await withStore(field, putBack);
  await unlock(field, enumeratorId);
});

test('no backup is sealed to it either, though the vault is open when it comes', async () => {
  const { field } = world;
  const putBack = await withStore(field, exchangeProgramme);
  await expect(field.vault.beginBackup('another passphrase of length')).rejects.toMatchObject({
    code: 'provisioning.pack-tampered',
  });
  await withStore(field, putBack);
});
