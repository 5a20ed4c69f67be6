import { IDBKeyRange } from 'fake-indexeddb';
import { createVaultParts } from '../../renderer/vault/create-vault.ts';
import { FieldsealStore } from '../../renderer/vault/database/store.ts';
import { randomBytes } from '../../shared/crypto/index.ts';
import { approve, PARTY, setUp, startLaptop, unlock, type Laptop, type World } from './world.ts';

/** One more laptop of the programme, its enumerator set up, approved and signed in. */
export async function addLaptop({
  server,
  office,
}: World): Promise<{ readonly laptop: Laptop; readonly operatorId: string }> {
  const laptop = await startLaptop(server.app);
  const operatorId = await setUp(laptop, (await server.addPerson('enumerator', ['nahr'])).code);
  await approve(office, laptop);
  return { laptop, operatorId };
}

/**
 * Another window on the laptop with the operator signed in, and what its parts share. It reaches no server, and does
 * not have the host's share of the device key.
 */
export async function openWindow(
  laptop: Laptop,
  operatorId: string,
): Promise<ReturnType<typeof createVaultParts>> {
  const parts = createVaultParts({
    databaseName: laptop.databaseName,
    database: { indexedDB: laptop.indexedDB, IDBKeyRange },
    fetch: () => Promise.reject(new TypeError('no net')),
    now: () => laptop.now(),
  });
  const { vault } = parts;
  await vault.start({ relyingParty: PARTY, gatedUnlock: false, deviceShare: randomBytes(32) });
  await unlock({ ...laptop, vault }, operatorId);
  return parts;
}

/** The laptop's database, behind the vault's back. */
export async function withStore<T>(
  { indexedDB, databaseName }: Laptop,
  work: (store: FieldsealStore) => Promise<T>,
): Promise<T> {
  const store = new FieldsealStore(databaseName, { indexedDB, IDBKeyRange });
  await store.open();
  try {
    return await work(store);
  } finally {
    store.close();
  }
}
