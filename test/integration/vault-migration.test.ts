import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import { createVault } from '../../renderer/vault/create-vault.ts';
import { MIGRATIONS } from '../../renderer/vault/database/migrations/all-migrations.ts';
import { FieldsealStore, openStore } from '../../renderer/vault/database/store.ts';
import type { VaultApi } from '../../renderer/vault/vault-api.ts';
import { randomBytes } from '../../shared/crypto/index.ts';
import { leaveVersionOne, readVersionOne } from '../fixtures/stores/version-one.ts';
import { dumpDatabase } from '../support/dump-database.ts';
import { failAtWrite } from './break-writes.ts';
import { exchangeProgramme } from './exchange-programme.ts';
import { PARTY, PASSPHRASE } from './world.ts';

const NAME = 'fieldseal-old';
const SAMPLE = readVersionOne();
const DAY_AFTER = new Date(Date.parse(SAMPLE.madeAt) + 86_400_000);

/** The new app on an old laptop, without a net and with another host share: only the data is the same. */
async function startVault(indexedDB: IDBFactory): Promise<VaultApi> {
  const vault = createVault({
    databaseName: NAME,
    database: { indexedDB, IDBKeyRange },
    fetch: () => Promise.reject(new TypeError('no net')),
    now: () => DAY_AFTER,
  });
  await vault.start({ relyingParty: PARTY, gatedUnlock: false, deviceShare: randomBytes(32) });
  return vault;
}

const unlock = (vault: VaultApi): Promise<unknown> =>
  vault.unlock(SAMPLE.operatorId, PASSPHRASE, { tier: 'passphrase-only' });

async function expectEverything(vault: VaultApi): Promise<void> {
  expect((await vault.loadDraft(SAMPLE.draft)).answers['familyName']).toBe('Draft');
  expect((await vault.openRecord(SAMPLE.saved)).answers['familyName']).toBe('Saved');
  expect((await vault.openRecord(SAMPLE.returned)).answers['familyName']).toBe('Returned');
  expect(await vault.returnReason(SAMPLE.returned)).toBe('Ask for the village');
  await expect(vault.openRecord(SAMPLE.received)).rejects.toMatchObject({
    code: 'vault.record-sealed',
  });
  const found = await vault.searchRecords({ by: 'name', value: 'Saved Samir' });
  expect(found.map((record) => record.recordId)).toEqual([SAMPLE.saved]);
  const byId = await vault.searchRecords({ by: 'national-id', value: 'KP-1234567' });
  expect(byId).toHaveLength(1);
  expect(await vault.counts()).toMatchObject({
    drafts: 1,
    byState: { saved: 1, received: 1, returned: 1 },
  });
}

describe('the store of version 1', () => {
  let factory: IDBFactory;
  beforeEach(async () => {
    factory = new IDBFactory();
    await leaveVersionOne(NAME, factory, SAMPLE);
  });
  const open = (): Promise<FieldsealStore> => openStore(NAME, { indexedDB: factory, IDBKeyRange });

  test('version 1 becomes the newest with every row as it was, and items apart from their records', async () => {
    const store = await open();
    expect(await store.read('format')).toEqual({ formatVersion: 6, minReaderVersion: 6 });
    for (const [table, rows] of Object.entries(SAMPLE.tables)) {
      if (table === 'meta' || table === 'records') continue;
      expect(await store.table(table).toArray(), table).toEqual(rows);
    }
    const items = await store.items.toArray();
    const records = await store.records.toArray();
    expect(items).toHaveLength(3);
    expect(records.map((row, at) => ({ ...items[at], ...row }))).toEqual(SAMPLE.tables['records']);
    expect(records.filter((row) => 'item' in row)).toEqual([]);
    expect(await store.audit.count()).toBe(0);
    store.close();
  });

  test('an upgrade that is broken off leaves version 1, bytes and all, and is done the next time', async () => {
    const before = await dumpDatabase(NAME, factory);
    let kills = 0;
    for (;;) {
      const broken = failAtWrite(kills + 1);
      // Awaiting the store itself would print all of it.
      const isRefused = await open().then(
        (store) => {
          store.close();
          return false;
        },
        () => true,
      );
      broken.restore();
      if (!isRefused) break;
      kills++;
      expect(await dumpDatabase(NAME, factory)).toBe(before);
    }
    expect(kills).toBeGreaterThanOrEqual(2 * 3 + (MIGRATIONS.length - 1));
    expect((await factory.databases())[0]?.version).toBe(10 * MIGRATIONS.length);
  });
});

describe('a laptop of version 1', () => {
  test('opens in the new app with everything on it, and goes on', async () => {
    const indexedDB = new IDBFactory();
    await leaveVersionOne(NAME, indexedDB, SAMPLE);
    const vault = await startVault(indexedDB);
    await unlock(vault);
    await expectEverything(vault);
    expect((await vault.sealDraft(SAMPLE.draft)).registrationNumber).toMatch(/-000004$/u);
  });

  test('knows its administrator from the first unlock on', async () => {
    const indexedDB = new IDBFactory();
    await leaveVersionOne(NAME, indexedDB, SAMPLE);
    const vault = await startVault(indexedDB);
    await unlock(vault);
    await vault.lock();
    const store = await openStore(NAME, { indexedDB, IDBKeyRange });
    await exchangeProgramme(store);
    store.close();
    await expect(unlock(vault)).rejects.toMatchObject({ code: 'vault.store-damaged' });
  });

  describe('killed while it is upgraded at the first unlock', () => {
    test('at every write: nothing is lost, the next unlock goes on', async () => {
      let kills = 0;
      for (let nth = 1; nth < 30; nth++) {
        const indexedDB = new IDBFactory();
        await leaveVersionOne(NAME, indexedDB, SAMPLE);
        const first = await startVault(indexedDB);
        const broken = failAtWrite(nth);
        const isOpen = await unlock(first).then(
          () => true,
          () => false,
        );
        broken.restore();
        await first.lock();
        if (!isOpen) kills++;
        const second = await startVault(indexedDB);
        await unlock(second);
        await expectEverything(second);
        await second.lock();
        await expectUpgraded(indexedDB);
        if (!broken.reached()) break;
      }
      expect(kills).toBeGreaterThanOrEqual(5);
    }, 60_000);
  });
});

async function expectUpgraded(indexedDB: IDBFactory): Promise<void> {
  const store = new FieldsealStore(NAME, { indexedDB, IDBKeyRange });
  await store.open();
  expect(await store.operators.get(SAMPLE.operatorId)).toMatchObject({ contentVersion: 2 });
  expect(await store.dataKeys.count()).toBe(3);
  store.close();
}
