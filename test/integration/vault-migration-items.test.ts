import { afterAll, beforeAll, expect, test } from 'vitest';
import { leaveVersionThree } from '../fixtures/stores/version-three.ts';
import { makeBackup } from './backup-steps.ts';
import { withStore } from './open-window.ts';
import { createWorld, enrol, makeDraft, reviewAll, unlock, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
}, 90_000);
afterAll(async () => {
  await world.server.close();
}, 30_000);

test('a laptop of version 3 opens in the new app: every record opens, is delivered, backed up and corrected', async () => {
  const { field, desk, enumeratorId } = world;
  const returned = await enrol(field, { familyName: 'Returned' });
  await field.vault.sync();
  await reviewAll(desk, { verdict: 'returned', reason: 'Ask for the village' });
  const received = await enrol(field, { familyName: 'Received' });
  await field.vault.sync();
  const saved = [await enrol(field), await enrol(field, { familyName: 'Saved' })];
  await makeDraft(field, {});
  await field.vault.lock();
  await leaveVersionThree(field.databaseName, field.indexedDB);

  await field.restart();
  await unlock(field, enumeratorId);
  await withStore(field, async (store) => {
    const rows = await store.records.toArray();
    expect(rows.filter((row) => 'item' in row)).toEqual([]);
    expect(await store.items.toCollection().primaryKeys()).toEqual(
      rows.map(({ recordId }) => recordId),
    );
    expect(rows).toHaveLength(4);
  });
  for (const id of [returned, ...saved]) expect((await field.vault.openRecord(id)).id).toBe(id);
  await expect(field.vault.openRecord(received)).rejects.toMatchObject({
    code: 'vault.record-sealed',
  });
  const file = await makeBackup(field, 'field of barley 41 backups');
  await field.vault.openBackup(file, { by: 'own-vault' });
  expect(await field.vault.checkBackupPart()).toMatchObject({ records: 3, drafts: 1 });
  expect(await field.vault.sync()).toMatchObject({ accepted: 2, refused: 0 });
  expect(await field.vault.returnReason(returned)).toBe('Ask for the village');
  await field.vault.correctRecord(returned);
  await field.vault.sealDraft(returned);
  expect(await field.vault.sync()).toMatchObject({ accepted: 1, refused: 0 });
}, 60_000);
