import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type {
  BackupOpener,
  BackupSummary,
  RestoreReport,
} from '../../renderer/vault/backup-api.ts';
import { readRecord } from '../../renderer/vault/database/record-items.ts';
import { heldRecordKey } from '../../renderer/vault/records/record-keys.ts';
import { requireSession, requireStore } from '../../renderer/vault/vault-context.ts';
import { equalBytes } from '../../shared/encoding/bytes.ts';
import { issueCode } from '../../server/provisioning/issue-code.ts';
import { MOST_ORIGINALS } from '../../shared/sync/registrant-item.ts';
import { importedBytes } from '../support/watch-bytes.ts';
import { makeBackup } from './backup-steps.ts';
import { addLaptop, openWindow, withStore } from './open-window.ts';
import {
  approve,
  createWorld,
  enrol,
  makeDraft,
  reviewAll,
  setUp,
  startLaptop,
  unlock,
  type Laptop,
  type World,
} from './world.ts';

const SECRET = 'seven herons cross the delta';
const NATIONAL_ID = 'QR-7654321';
const BY_PASSPHRASE: BackupOpener = { by: 'passphrase', passphrase: SECRET };

const TIMEOUT_MS = 60_000;
// Each test sets laptops up, which stretches passphrases on purpose.
vi.setConfig({ testTimeout: TIMEOUT_MS });

let world: World;
/** An enumerator's laptop, new for each test. */
let field: Laptop;
let enumeratorId: string;
beforeAll(async () => {
  world = await createWorld();
}, TIMEOUT_MS);
beforeEach(async () => {
  ({ laptop: field, operatorId: enumeratorId } = await addLaptop(world));
}, TIMEOUT_MS);
afterAll(async () => {
  await world.server.close();
});

async function restore(laptop: Laptop, file: Blob): Promise<RestoreReport> {
  await laptop.vault.openBackup(file, BY_PASSPHRASE);
  for (;;) {
    const report = await laptop.vault.restoreBackupPart();
    if (report.isDone) return report;
  }
}

/** A second laptop of the same enumerator: new code, new keys, new grant. */
async function newLaptop(): Promise<Laptop> {
  const laptop = await startLaptop(world.server.app);
  await setUp(laptop, await issueCode(world.server.db, enumeratorId));
  await approve(world.office, laptop);
  return laptop;
}

/** The supervisor's view of this enumerator's registrations that wait. */
async function waitingAtDesk() {
  const { items, failures } = await world.desk.vault.reviewQueue(0, 50);
  expect(failures).toEqual([]);
  return items
    .map(({ record }) => record)
    .filter((record) => record.operatorId === enumeratorId)
    .sort((a, b) => (a.registrationNumber < b.registrationNumber ? -1 : 1));
}

async function records(laptop: Laptop) {
  return (await laptop.vault.listRecords(null, 200)).records;
}

describe('a backup', () => {
  test('restores drafts and unsent registrations onto a new laptop, which delivers them', async () => {
    const first = await enrol(field, { familyName: 'Amari', nationalId: NATIONAL_ID });
    await enrol(field, { familyName: 'Bakr' });
    const draft = await makeDraft(field, { familyName: 'Cherif' });
    const numbers = (await records(field)).map((record) => record.registrationNumber).sort();
    const file = await makeBackup(field, SECRET);
    const laptop = await newLaptop();
    const report = await restore(laptop, file);
    expect(report).toMatchObject({ drafts: 1, records: 2, alreadyHere: 0, failures: [] });
    const restored = await records(laptop);
    expect(restored.map((record) => record.registrationNumber).sort()).toEqual(numbers);
    expect(restored.map((record) => record.displayName).sort()).toEqual([
      'Amari Layla',
      'Bakr Layla',
    ]);
    expect((await laptop.vault.loadDraft(draft.id)).answers).toMatchObject({
      familyName: 'Cherif',
    });
    expect(await laptop.vault.counts()).toMatchObject({ drafts: 1, byState: { saved: 2 } });
    // Found by the new laptop's own indexes.
    const hits = await laptop.vault.searchRecords({ by: 'national-id', value: NATIONAL_ID });
    expect(hits.map((hit) => hit.recordId)).toEqual([first]);
    expect(await laptop.vault.searchRecords({ by: 'name', value: 'Bakr' })).toHaveLength(1);
    expect(await laptop.vault.sync()).toMatchObject({ accepted: 2, refused: 0 });
    expect((await waitingAtDesk()).map((record) => record.answers['familyName'])).toEqual([
      'Amari',
      'Bakr',
    ]);
    // And the new laptop counts on under its own code.
    await enrol(laptop, { familyName: 'Daoud' });
    const all = (await records(laptop)).map((record) => record.registrationNumber);
    expect(new Set(all).size).toBe(3);
  });

  test('holds no plain value', async () => {
    await enrol(field, { familyName: 'Zarqawi', nationalId: NATIONAL_ID });
    await makeDraft(field, { familyName: 'Qurayshi' });
    const bytes = Buffer.from(await (await makeBackup(field, SECRET)).arrayBuffer());
    for (const value of ['Zarqawi', 'Qurayshi', NATIONAL_ID, 'Layla']) {
      expect(bytes.includes(value)).toBe(false);
    }
  });

  test('restored twice doubles nothing, and an erased draft stays erased', async () => {
    await enrol(field);
    const draft = await makeDraft(field, { familyName: 'Cherif' });
    const file = await makeBackup(field, SECRET);
    const laptop = await newLaptop();
    await restore(laptop, file);
    await laptop.vault.discardDraft(draft.id);
    const again = await restore(laptop, file);
    expect(again).toMatchObject({ drafts: 0, records: 0, alreadyHere: 2 });
    expect(await laptop.vault.counts()).toMatchObject({ drafts: 0, byState: { saved: 1 } });
  });

  test('a draft that became a registration here does not come back', async () => {
    const draft = await makeDraft(field, {});
    const first = await makeBackup(field, SECRET);
    const second = await makeBackup(field, SECRET);
    const laptop = await newLaptop();
    await restore(laptop, first);
    await laptop.vault.sealDraft(draft.id);
    expect(await restore(laptop, second)).toMatchObject({ drafts: 0, alreadyHere: 1 });
    expect(await laptop.vault.listDrafts()).toEqual([]);
  });

  test('goes on where a run was ended in the middle', async () => {
    const photo = { mediaType: 'image/jpeg', bytes: new Uint8Array(150_000) };
    for (let index = 0; index < 6; index++) {
      await makeDraft(field, { familyName: `Draft ${String(index)}`, photo });
    }
    await enrol(field);
    const file = await makeBackup(field, SECRET);
    const laptop = await newLaptop();
    await laptop.vault.openBackup(file, BY_PASSPHRASE);
    const first = await laptop.vault.restoreBackupPart();
    expect(first.isDone).toBe(false);
    expect(first.drafts).toBeGreaterThan(0);
    await laptop.restart();
    const [operator] = (await laptop.vault.state()).operators;
    await unlock(laptop, operator?.operatorId ?? '');
    const report = await restore(laptop, file);
    expect(report).toMatchObject({ drafts: 6, records: 1, alreadyHere: 0, failures: [] });
    expect(await laptop.vault.counts()).toMatchObject({ drafts: 6, byState: { saved: 1 } });
  });

  test('locking drops the backup that was opened', async () => {
    await enrol(field);
    const file = await makeBackup(field, SECRET);
    await field.vault.openBackup(file, BY_PASSPHRASE);
    await field.vault.lock();
    await unlock(field, enumeratorId);
    await expect(field.vault.checkBackupPart()).rejects.toMatchObject({ code: 'backup.not-begun' });
    await field.vault.beginBackup(SECRET);
    await expect(field.vault.keepBackup()).rejects.toMatchObject({ code: 'backup.not-begun' });
  });
});

describe('the server, where both laptops deliver', () => {
  test('what the old laptop had delivered is held already; decisions reach the new one', async () => {
    const id = await enrol(field, { familyName: 'Amari' });
    const file = await makeBackup(field, SECRET);
    await field.vault.sync();
    await reviewAll(world.desk, { verdict: 'returned', reason: 'The birth year is wrong' });
    const laptop = await newLaptop();
    // Its decisions are passed over once, before the record is here.
    await laptop.vault.sync();
    await restore(laptop, file);
    expect(await laptop.vault.sync()).toMatchObject({ accepted: 0, alreadyHeld: 1, refused: 0 });
    expect((await records(laptop))[0]).toMatchObject({ recordId: id, state: 'returned' });
    expect(await laptop.vault.returnReason(id)).toBe('The birth year is wrong');
    await laptop.vault.correctRecord(id);
    await laptop.vault.sealDraft(id);
    expect(await laptop.vault.sync()).toMatchObject({ accepted: 1, refused: 0 });
  });

  test('a record returned to the new laptop is corrected there, under the same operator', async () => {
    const id = await enrol(field, { familyName: 'Amari' });
    const file = await makeBackup(field, SECRET);
    await field.vault.sync();
    const laptop = await newLaptop();
    await restore(laptop, file);
    await laptop.vault.sync();
    await reviewAll(world.desk, { verdict: 'returned', reason: 'The birth year is wrong' });
    await laptop.vault.sync();
    expect(await laptop.vault.returnReason(id)).toBe('The birth year is wrong');
    const draft = await laptop.vault.correctRecord(id);
    await laptop.vault.saveDraft({
      ...draft,
      step: 'check',
      answers: { ...draft.answers, familyName: 'Ammari' },
    });
    await laptop.vault.sealDraft(id);
    expect(await laptop.vault.sync()).toMatchObject({ accepted: 1, refused: 0 });
    expect((await waitingAtDesk()).map((record) => record.version)).toEqual([2]);
  });

  test('the old laptop that turns up later finds its record held', async () => {
    await enrol(field, { familyName: 'Amari' });
    const file = await makeBackup(field, SECRET);
    const laptop = await newLaptop();
    await restore(laptop, file);
    expect(await laptop.vault.sync()).toMatchObject({ accepted: 1 });
    expect(await field.vault.sync()).toMatchObject({ accepted: 0, alreadyHeld: 1, refused: 0 });
    expect((await records(field))[0]?.state).toBe('received');
  });

  test('restored a second time, from the laptop it was restored on', async () => {
    await enrol(field, { familyName: 'Amari' });
    const file = await makeBackup(field, SECRET);
    await field.vault.sync();
    const second = await newLaptop();
    await restore(second, file);
    const third = await newLaptop();
    await restore(third, await makeBackup(second, SECRET));
    expect(await third.vault.sync()).toMatchObject({ alreadyHeld: 1, refused: 0 });
  });

  test('restored any number of times without a sync, it can be backed up and read again', async () => {
    const id = await enrol(field, { familyName: 'Amari' });
    const newest = await newLaptop();
    // As many as a row may have, which the app puts there restore by restore; each under this record's own key.
    await withStore(field, async (store) => {
      const row = (await store.records.get(id))!;
      const { item } = (await store.items.get(id))!;
      const { itemHash, viewKey } = row;
      const original = { item, itemHash, viewKey: viewKey! };
      const originals = Array.from({ length: MOST_ORIGINALS }, () => original);
      await store.records.put({ ...row, originals });
    });
    expect(await restore(newest, await makeBackup(field, SECRET))).toMatchObject({
      records: 1,
      failures: [],
    });
    const restored = await withStore(newest, (store) => store.records.get(id));
    expect(restored?.originals).toHaveLength(MOST_ORIGINALS);
    await newest.vault.openBackup(await makeBackup(newest, SECRET), { by: 'own-vault' });
    expect(await newest.vault.checkBackupPart()).toMatchObject({ records: 1, isDone: true });
    expect(await newest.vault.sync()).toMatchObject({ accepted: 1, refused: 0 });
  });

  test('a restore leaves no record’s key in memory', async () => {
    const id = await enrol(field, { familyName: 'Amari' });
    const { context } = await openWindow(field, enumeratorId);
    const stored = await readRecord(requireStore(context), id);
    const recordKey = await heldRecordKey(requireSession(context), stored!);
    const file = await makeBackup(field, SECRET);
    const laptop = await newLaptop();
    await laptop.vault.openBackup(file, BY_PASSPHRASE);
    const imported = await importedBytes(() => laptop.vault.restoreBackupPart());
    expect(await records(laptop)).toHaveLength(1);
    expect(imported.filter(({ bytes }) => equalBytes(bytes, recordKey))).toEqual([]);
  });

  test('a refused and a returned registration come along and can be corrected', async () => {
    const returned = await enrol(field, { familyName: 'Amari' });
    await field.vault.sync();
    await reviewAll(world.desk, { verdict: 'returned', reason: 'Ask again' });
    await field.vault.sync();
    const file = await makeBackup(field, SECRET);
    const laptop = await newLaptop();
    expect(await restore(laptop, file)).toMatchObject({ records: 1, failures: [] });
    expect((await records(laptop))[0]?.state).toBe('returned');
    expect(await laptop.vault.returnReason(returned)).toBe('Ask again');
    await laptop.vault.correctRecord(returned);
    await laptop.vault.sealDraft(returned);
    expect(await laptop.vault.sync()).toMatchObject({ accepted: 1, refused: 0 });
  });

  test('what the server has received is not in a backup: nobody here can read it', async () => {
    await enrol(field);
    await field.vault.sync();
    const file = await makeBackup(field, SECRET);
    const laptop = await newLaptop();
    expect(await restore(laptop, file)).toMatchObject({ records: 0, drafts: 0 });
  });
});

describe('a backup file is held against', () => {
  async function check(laptop: Laptop, file: Blob, opener: BackupOpener): Promise<BackupSummary> {
    const summary = await laptop.vault.openBackup(file, opener);
    for (;;) if ((await laptop.vault.checkBackupPart()).isDone) return summary;
  }

  test('its own seal, without importing; on its laptop without the passphrase', async () => {
    await enrol(field);
    await makeDraft(field, {});
    const file = await makeBackup(field, SECRET);
    expect(await check(field, file, { by: 'own-vault' })).toMatchObject({
      drafts: 1,
      records: 1,
      isOwn: true,
      opensHere: true,
      ways: ['passphrase'],
    });
    const laptop = await newLaptop();
    expect(await check(laptop, file, BY_PASSPHRASE)).toMatchObject({ opensHere: false });
    expect(await laptop.vault.counts()).toMatchObject({ drafts: 0, byState: { saved: 0 } });
    await expect(laptop.vault.openBackup(file, { by: 'own-vault' })).rejects.toMatchObject({
      code: 'backup.not-openable',
    });
    await expect(
      laptop.vault.openBackup(file, { by: 'passphrase', passphrase: 'another passphrase' }),
    ).rejects.toMatchObject({ code: 'backup.passphrase-wrong' });
    await expect(laptop.vault.inspectBackup(new Blob(['no backup']))).rejects.toMatchObject({
      code: 'backup.not-a-backup',
    });
    const cut = file.slice(0, file.size - 5);
    await expect(check(laptop, cut, BY_PASSPHRASE)).rejects.toMatchObject({
      code: 'backup.truncated',
    });
  });

  test('its operator: somebody else’s is refused', async () => {
    const file = await makeBackup(field, SECRET);
    const other = await startLaptop(world.server.app);
    const person = await world.server.addPerson('enumerator', ['nahr']);
    await setUp(other, person.code);
    await approve(world.office, other);
    await expect(other.vault.openBackup(file, BY_PASSPHRASE)).rejects.toMatchObject({
      code: 'backup.other-operator',
    });
    expect(await other.vault.inspectBackup(file)).toMatchObject({ isOwn: false });
  });

  test('the passphrase rule of the programme', async () => {
    await expect(field.vault.beginBackup('short')).rejects.toMatchObject({
      code: 'vault.passphrase-too-short',
      details: { minimum: 12, length: 5 },
    });
    await expect(field.vault.beginBackup(null)).rejects.toMatchObject({
      code: 'backup.not-openable',
    });
  });
});

test('registrations that are neither sent nor backed up for a week are warned about', async () => {
  const day = 86_400_000;
  const start = Date.now();
  await enrol(field);
  expect(await field.vault.backupStatus()).toMatchObject({
    lastBackupAt: null,
    unsent: 1,
    isOverdue: false,
    ways: ['passphrase'],
  });
  field.now = () => new Date(start + 8 * day);
  expect((await field.vault.backupStatus()).isOverdue).toBe(true);
  await makeBackup(field, SECRET);
  const status = await field.vault.backupStatus();
  expect(status).toMatchObject({ isOverdue: false, oldestAtRisk: null, unsent: 1 });
  expect(status.lastBackupAt).toBe(new Date(start + 8 * day).toISOString());
  await enrol(field);
  expect((await field.vault.backupStatus()).oldestAtRisk).not.toBeNull();
});

test('a record made or sent while the backup is written is passed over', async () => {
  await enrol(field);
  await field.vault.beginBackup(SECRET);
  await field.vault.sync();
  const part = await field.vault.nextBackupPart();
  expect(part).toMatchObject({ isLast: true, written: 1 });
  await field.vault.closeBackup();
  await expect(field.vault.nextBackupPart()).rejects.toMatchObject({ code: 'backup.not-begun' });
});
