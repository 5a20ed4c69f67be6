/** The programme's pack on a laptop: a newer one comes by sync; an older one, put back on the disk, is refused. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openGrantSecrets, sealGrantSecrets } from '../../renderer/vault/keys/operator-keys.ts';
import { requireSession } from '../../renderer/vault/vault-context.ts';
import type { Bytes } from '../../shared/encoding/bytes.ts';
import { addLaptop, openWindow, withStore } from './open-window.ts';
import { createWorld, unlock, type Laptop, type World } from './world.ts';

let world: World;
let laptop: Laptop;
let operatorId: string;
beforeAll(async () => {
  world = await createWorld();
}, 90_000);
afterAll(() => world.server.close());
beforeEach(async () => {
  ({ laptop, operatorId } = await addLaptop(world));
}, 30_000);

const packOnDisk = (): Promise<Bytes> =>
  withStore(laptop, async (store) => (await store.read('programme'))!.pack);

const putBack = (pack: Bytes): Promise<void> =>
  withStore(laptop, async (store) => {
    await store.write('programme', { ...(await store.read('programme'))!, pack });
  });

/** The administrator signs the next version of the pack; the old one is answered. */
async function publishNewer(): Promise<Bytes> {
  const old = await packOnDisk();
  const { vault } = world.office;
  await vault.makeRecoveryKeys(1, ['Ruth']);
  await vault.publishRecoveryKeys();
  return old;
}

const REFUSED = { code: 'provisioning.pack-outdated' };

/** The open vault is locked, the old pack put back, and the next unlock refused. */
async function expectRefusedOnceLocked(old: Bytes): Promise<void> {
  await laptop.vault.lock();
  await putBack(old);
  await expect(unlock(laptop, operatorId)).rejects.toMatchObject(REFUSED);
}

test('once a session saw the newer, the older is refused, until a sync has brought the newer again', async () => {
  const old = await publishNewer();
  await laptop.vault.sync();
  await laptop.vault.lock();
  await unlock(laptop, operatorId);
  await expectRefusedOnceLocked(old);
  expect((await laptop.vault.state()).session).toBeNull();
  // It needs no open vault.
  await laptop.vault.sync();
  await unlock(laptop, operatorId);
});

test('the session that fetched the newer remembers it, though it works on with its own', async () => {
  const old = await publishNewer();
  await laptop.vault.sync();
  await putBack(old);
  // While the vault is open too: a backup would be sealed to recovery keys of before.
  await expect(laptop.vault.backupStatus()).rejects.toMatchObject(REFUSED);
  await laptop.restart();
  await expect(unlock(laptop, operatorId)).rejects.toMatchObject(REFUSED);
});

test('what another session of the laptop fetched counts from the next unlock on', async () => {
  const old = await publishNewer();
  await laptop.vault.lock();
  // Nobody is signed in.
  await laptop.vault.sync();
  await unlock(laptop, operatorId);
  await expectRefusedOnceLocked(old);
});

test('renewed keys keep what was seen', async () => {
  const old = await publishNewer();
  await laptop.vault.sync();
  await laptop.vault.renewKeys();
  await expectRefusedOnceLocked(old);
});

test('the administrator who published it remembers it', async () => {
  const { office } = world;
  const officeId = (await office.vault.state()).session!.operatorId;
  const read = () => withStore(office, async (store) => (await store.read('programme'))!);
  const old = await read();
  await publishNewer();
  const newer = await read();
  await office.vault.lock();
  await withStore(office, (store) => store.write('programme', old));
  await expect(unlock(office, officeId)).rejects.toMatchObject(REFUSED);
  await withStore(office, (store) => store.write('programme', newer));
  await unlock(office, officeId);
});

test('a grant of before takes the laptop’s word once', async () => {
  const { context } = await openWindow(laptop, operatorId);
  const { rings } = requireSession(context);
  await withStore(laptop, async (store) => {
    const { grantKeys } = (await store.operators.get(operatorId))!;
    const { indexKey, reviewKeys } = await openGrantSecrets(rings, operatorId, grantKeys!);
    const before = await sealGrantSecrets(rings, operatorId, { indexKey, reviewKeys });
    await store.operators.update(operatorId, { grantKeys: before });
  });
  const old = await publishNewer();
  await laptop.vault.lock();
  await unlock(laptop, operatorId);
  await laptop.vault.sync();
  await laptop.vault.lock();
  await unlock(laptop, operatorId);
  await expectRefusedOnceLocked(old);
});

test('a damaged recovery slot fails no sync that brings a newer one', async () => {
  await withStore(laptop, async (store) => {
    const slot = (await store.recoverySlots.get(operatorId))!;
    await store.recoverySlots.put({ ...slot, shares: null, sealedKey: new Uint8Array(40) });
  });
  const old = await publishNewer();
  await laptop.vault.sync();
  expect(await packOnDisk()).not.toEqual(old);
});
