/** Several operators on one laptop: apart by their keys, and one never touches what another has not sent. */
import { IDBKeyRange } from 'fake-indexeddb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FieldsealStore } from '../../renderer/vault/database/store.ts';
import { approve, createWorld, enrol, makeDraft, setUp, unlock, type World } from './world.ts';

let world: World;
let store: FieldsealStore;
let first: string;
let second: string;
let firstDraft: string;
let firstRecord: string;

beforeAll(async () => {
  world = await createWorld();
  const { field, office, server } = world;
  first = world.enumeratorId;
  firstRecord = await enrol(field, { familyName: 'Erstmann', nationalId: 'KP-1111111' });
  firstDraft = (await makeDraft(field, { familyName: 'Entwurf' })).id;
  second = await setUp(field, (await server.addPerson('enumerator', ['nahr'])).code);
  await approve(office, field);
  store = new FieldsealStore(field.databaseName, { indexedDB: field.indexedDB, IDBKeyRange });
  await store.open();
}, 90_000);
afterAll(async () => {
  store.close();
  await world.server.close();
}, 30_000);

/** Everything of one operator that no other may touch. */
async function rowsOf(operatorId: string): Promise<unknown> {
  return {
    operator: await store.operators.get(operatorId),
    slots: await store.slots.where({ operatorId }).toArray(),
    drafts: await store.drafts.where({ operatorId }).toArray(),
    records: (await store.records.toArray()).filter((row) => row.operatorId === operatorId),
  };
}

test('another operator sees that records are there, and nothing of them', async () => {
  const { vault } = world.field;
  await unlock(world.field, second);
  expect(await vault.listDrafts()).toEqual([]);
  await expect(vault.loadDraft(firstDraft)).rejects.toMatchObject({ code: 'vault.record-unknown' });
  await expect(vault.discardDraft(firstDraft)).rejects.toMatchObject({
    code: 'vault.record-unknown',
  });
  await expect(vault.sealDraft(firstDraft)).rejects.toMatchObject({ code: 'vault.record-unknown' });
  await expect(vault.openRecord(firstRecord)).rejects.toMatchObject({
    code: 'vault.record-sealed',
  });
  const { records } = await vault.listRecords(null, 10);
  expect(records).toEqual([expect.objectContaining({ own: false, displayName: null })]);
  expect((await vault.counts()).drafts).toBe(0);
});

test('signing in, enrolling, discarding and a wrong passphrase leave the other’s rows as they are', async () => {
  const { field } = world;
  const before = await rowsOf(first);
  await unlock(field, second);
  await enrol(field, { familyName: 'Zweitmann' });
  const draft = await makeDraft(field, {});
  await field.vault.discardDraft(draft.id);
  await field.vault.beginUnlock(second);
  await expect(
    field.vault.unlock(second, 'not the passphrase', { tier: 'passphrase-only' }),
  ).rejects.toMatchObject({ code: 'vault.passphrase-wrong' });
  await field.vault.lock();
  expect(await rowsOf(first)).toEqual(before);
});

test('one operator’s keys open nothing of the other’s, even where the rows say so', async () => {
  const { field } = world;
  const { vault } = field;
  const damaged = { code: 'vault.record-damaged' };
  await unlock(field, second);
  const draft = (await store.drafts.get(firstDraft))!;
  await store.drafts.put({ ...draft, operatorId: second });
  await expect(vault.loadDraft(firstDraft)).rejects.toMatchObject(damaged);
  await store.drafts.put(draft);
  const record = (await store.records.get(firstRecord))!;
  await store.records.put({ ...record, operatorId: second });
  await expect(vault.openRecord(firstRecord)).rejects.toMatchObject(damaged);
  await store.records.put(record);

  const [mine, theirs] = [
    (await store.operators.get(second))!,
    (await store.operators.get(first))!,
  ];
  for (const part of ['operatorKeys', 'grantKeys'] as const) {
    await store.operators.put({ ...mine, [part]: theirs[part] });
    await expect(unlock(field, second)).rejects.toMatchObject({ code: 'vault.store-damaged' });
  }
  await store.operators.put(mine);
  // The same passphrase, and the other's slot under one's own name.
  const own = (await store.slots.where({ operatorId: second }).first())!;
  const other = (await store.slots.where({ operatorId: first }).first())!;
  await store.slots.put({ ...other, id: own.id, operatorId: second });
  await expect(unlock(field, second)).rejects.toMatchObject({ code: 'vault.store-damaged' });
  await store.slots.put(own);
  await unlock(field, second);
}, 30_000);

test('the other’s unsent records go out with this one’s sync, and change hands nowhere', async () => {
  const { field } = world;
  await unlock(field, second);
  const draftBefore = await store.drafts.get(firstDraft);
  // Somebody else signs in while the sync is on its way.
  const synced = field.vault.sync().catch((error: unknown) => error);
  await unlock(field, first);
  expect((await field.vault.loadDraft(firstDraft)).answers['familyName']).toBe('Entwurf');
  await synced;
  await field.vault.sync();
  expect(await store.drafts.get(firstDraft)).toEqual(draftBefore);
  const rows = await store.records.toArray();
  for (const operatorId of [first, second]) {
    const operator = (await store.operators.get(operatorId))!;
    const own = rows.filter((row) => row.operatorId === operatorId);
    const total = Object.values(operator.byState).reduce((sum, count) => sum + count, 0);
    expect(total).toBe(own.length);
    expect(operator.byState.received).toBe(own.length);
  }
  expect((await store.records.get(firstRecord))?.operatorId).toBe(first);
  expect((await field.vault.counts()).drafts).toBe(1);
}, 30_000);
