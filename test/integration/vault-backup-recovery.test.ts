import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { sourceOfBlob } from '../../renderer/vault/backup/blob-source.ts';
import type { HolderKey } from '../../renderer/vault/recovery-api.ts';
import { encodeBackupHeader } from '../../shared/backup/backup-header.ts';
import { openBackupFile } from '../../shared/backup/backup-reader.ts';
import { decodeCbor, encodeCbor } from '../../shared/encoding/cbor.ts';
import { RecoveryBundle } from '../../shared/recovery/recovery-bundle.ts';
import { flipBit } from '../support/bytes-arbitrary.ts';
import { issueCode } from '../../server/provisioning/issue-code.ts';
import { makeBackup } from './backup-steps.ts';
import {
  approve,
  createWorld,
  enrol,
  setUp,
  startLaptop,
  type Laptop,
  type World,
} from './world.ts';

const TIMEOUT_MS = 60_000;
vi.setConfig({ testTimeout: TIMEOUT_MS });
const BY_RECOVERY = { by: 'recovery' } as const;

let world: World;
let keys: readonly HolderKey[] = [];
let file: Blob;
let laptop: Laptop;

beforeAll(async () => {
  world = await createWorld();
  keys = await world.office.vault.makeRecoveryKeys(2, ['Ruth', 'Omar', 'Mei']);
  await world.office.vault.publishRecoveryKeys();
  await world.field.vault.sync();
  await enrol(world.field, { familyName: 'Amari' });
  file = await makeBackup(world.field, null);
  laptop = await startLaptop(world.server.app);
  await setUp(laptop, await issueCode(world.server.db, world.enumeratorId));
  await approve(world.office, laptop);
}, TIMEOUT_MS);
afterAll(async () => {
  await world.server.close();
});

function holder(index: number): HolderKey {
  const key = keys[index];
  if (key === undefined) throw new Error('no such holder');
  return key;
}

test('a backup without a passphrase says that only recovery opens it', async () => {
  expect(await laptop.vault.inspectBackup(file)).toMatchObject({
    ways: ['recovery'],
    opensHere: false,
  });
  await expect(
    laptop.vault.openBackup(file, { by: 'passphrase', passphrase: 'any passphrase' }),
  ).rejects.toMatchObject({ code: 'backup.no-passphrase' });
  await expect(laptop.vault.openBackup(file, BY_RECOVERY)).rejects.toMatchObject({
    code: 'recovery.none-asked',
  });
});

/** The file with a bit of the key that the holders' answers open changed; all else is as it was. */
async function withChangedKey(): Promise<Blob> {
  const { header, firstChunkAt } = await openBackupFile(sourceOfBlob(file));
  const slots = header.slots.map((slot) => {
    if (slot.kind !== 'recovery') return slot;
    const bundle = RecoveryBundle.parse(decodeCbor(slot.bundle));
    const wrapped = flipBit(bundle.wrapped, 20);
    return { ...slot, bundle: encodeCbor({ ...bundle, wrapped }) };
  });
  return new Blob([encodeBackupHeader({ ...header, slots }).file, file.slice(firstChunkAt)]);
}

test('two of three holders open it, one over the network and one by file', async () => {
  const begun = await laptop.vault.beginBackupRecovery(file);
  expect(begun).toMatchObject({ needed: 2, sentAt: null });
  await laptop.vault.exchangeBackupRecovery(file);
  const [request] = await world.office.vault.listRecoveryRequests();
  expect(request).toMatchObject({ use: 'backup', words: begun.words });
  const first = holder(0);
  await world.office.vault.answerRecovery(
    request?.requestHash ?? '',
    first.file.bytes,
    first.words.join(' '),
  );
  expect((await laptop.vault.exchangeBackupRecovery(file)).holders).toMatchObject([
    { holder: 'Ruth', hasAnswered: true },
    { holder: 'Omar', hasAnswered: false },
    { holder: 'Mei', hasAnswered: false },
  ]);
  await expect(laptop.vault.openBackup(file, BY_RECOVERY)).rejects.toMatchObject({
    code: 'recovery.too-few-answers',
  });
  const carried = await laptop.vault.backupRecoveryFile(file);
  const opened = await world.office.vault.openRecoveryRequest(carried.bytes);
  const second = holder(2);
  const answer = await world.office.vault.answerRecovery(
    opened.requestHash,
    second.file.bytes,
    second.words.join(' '),
  );
  await laptop.vault.addBackupRecoveryAnswer(file, answer?.bytes ?? new Uint8Array(0));
  // A changed key is the file's damage, not the holders' or this laptop's.
  await expect(laptop.vault.openBackup(await withChangedKey(), BY_RECOVERY)).rejects.toMatchObject({
    code: 'backup.damaged',
  });
  await laptop.vault.openBackup(file, BY_RECOVERY);
  expect(await laptop.vault.restoreBackupPart()).toMatchObject({ records: 1, isDone: true });
  const { records } = await laptop.vault.listRecords(null, 10);
  expect(records.map((record) => record.displayName)).toEqual(['Amari Layla']);
  await laptop.vault.endBackupRecovery(file);
  await expect(laptop.vault.openBackup(file, BY_RECOVERY)).rejects.toMatchObject({
    code: 'recovery.none-asked',
  });
});

test('with a passphrase too, either opens it', async () => {
  const both = await makeBackup(world.field, 'seven herons cross the delta');
  expect((await laptop.vault.inspectBackup(both)).ways).toEqual(['passphrase', 'recovery']);
  await laptop.vault.openBackup(both, {
    by: 'passphrase',
    passphrase: 'seven herons cross the delta',
  });
  expect(await laptop.vault.checkBackupPart()).toMatchObject({ records: 1, isDone: true });
});

test('renewing the keys renews those of restored records too', async () => {
  await laptop.vault.renewKeys();
  // Nothing names the old version any more, so it can go; were an original's key left under it, it could not.
  expect(await laptop.vault.destroyRetiredKeys()).toBeGreaterThan(0);
  const again = await makeBackup(laptop, 'seven herons cross the delta');
  await laptop.vault.openBackup(again, { by: 'own-vault' });
  expect(await laptop.vault.checkBackupPart()).toMatchObject({ records: 1, isDone: true });
});

test('backups stand in the activity log', async () => {
  const page = await laptop.vault.listActivity(null, 50);
  const kinds = page.entries.map((entry) => entry.event?.kind ?? '');
  expect(kinds).toContain('backup.made');
  expect(kinds).toContain('backup.restored');
  expect(kinds.filter((kind) => kind === 'recovery.requested')).toHaveLength(1);
});
