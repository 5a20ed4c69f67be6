import { Dexie } from 'dexie';
import { randomBytes, randomId, zeroBytes } from '../../../shared/crypto/index.ts';
import {
  BACKUP_FORMAT_VERSION,
  type BackupIdentity,
  type BackupSlot,
} from '../../../shared/backup/backup-header.ts';
import { makePassphraseSlot, makeVaultSlot } from '../../../shared/backup/backup-key.ts';
import { createBackupWriter } from '../../../shared/backup/backup-writer.ts';
import { encodeCbor } from '../../../shared/encoding/cbor.ts';
import { makeRecoveryBundle } from '../../../shared/recovery/recovery-bundle.ts';
import { copyBytes, type Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { attachmentBackup, attachmentsOf } from '../attachments/back-up-attachment.ts';
import { recordIdsOf } from '../audit/pending-events.ts';
import { FIRST_COUNTERS, NEVER_SYNCED } from '../database/counts.ts';
import { readRecord, type StoredRecord } from '../database/record-items.ts';
import type { FieldsealStore } from '../database/store.ts';
import { readDraft } from '../drafts/drafts.ts';
import { checkPassphraseLength } from '../keys/passphrase-rule.ts';
import { recoveryKeysOf } from '../recovery/recovery-slot.ts';
import { heldRecordKey } from '../records/record-keys.ts';
import type { BackupPart, BackupStart } from '../backup-api.ts';
import {
  calendarDay,
  requireStore,
  type ActiveSession,
  type VaultContext,
} from '../vault-context.ts';
import { BackupItem, keysOf, type RecordItem } from './backup-items.ts';
import type { WritingJob } from './backup-job.ts';
import { backupWays } from './backup-status.ts';

/** States in which the operator still holds the record's key. */
const READABLE_STATES = ['saved', 'in-batch', 'refused', 'returned'] as const;

/** Plain bytes of a chunk, about: large enough to be quick, small enough for any laptop. */
const CHUNK_BYTES = 256 * 1024;
/** What an item weighs besides its record. */
const ITEM_OVERHEAD = 512;

/**
 * Begins a backup under a fresh key, which its slots wrap. What is in it is decided now, by id; each item is read
 * when its turn comes, so that the whole never lies in memory.
 * @throws FieldsealError `backup.not-openable` where policy allows no way to open it, `vault.passphrase-too-short`.
 */
export async function beginBackup(
  context: VaultContext,
  session: ActiveSession,
  passphrase: string | null,
): Promise<{ readonly job: WritingJob; readonly start: BackupStart }> {
  const store = requireStore(context);
  const { operatorId } = session.operator;
  const { pack, deviceId, deviceCode } = session.programme;
  const identity = { backupId: randomId(), programmeId: pack.id, operatorId, deviceId };
  const coveredOrder = ((await store.read('counters')) ?? FIRST_COUNTERS).deviceCounter;
  const draftIds = await store.drafts.where({ operatorId }).primaryKeys();
  const recordIds = await readableRecordIds(context, operatorId);
  const attachments = await attachmentsOf(store, operatorId);
  const backupKey = randomBytes(32);
  try {
    const createdAt = context.deps.now();
    const writer = await createBackupWriter(
      {
        formatVersion: BACKUP_FORMAT_VERSION,
        ...identity,
        deviceCode,
        createdAt: createdAt.toISOString(),
        counts: { drafts: draftIds.length, records: recordIds.length },
        slots: [...(await slotsFor(context, session, identity, backupKey, passphrase))],
      },
      backupKey,
    );
    return {
      job: {
        kind: 'writing',
        backupId: identity.backupId,
        writer,
        draftIds,
        recordIds,
        attachments,
        coveredOrder,
        position: 0,
        drafts: 0,
        records: 0,
        attachmentsWritten: 0,
        unreadable: 0,
        isEnded: false,
      },
      start: {
        fileName: `fieldseal-${deviceCode}-${calendarDay(createdAt)}.fsbackup`,
        bytes: writer.start,
        total: draftIds.length + recordIds.length + attachments.length,
      },
    };
  } finally {
    zeroBytes(backupKey);
  }
}

/**
 * Seals the next chunk. What was sent or erased since the beginning is passed over. Each item is held against its own
 * shape first: a backup that could not be read back would be none.
 */
export async function nextBackupPart(
  context: VaultContext,
  session: ActiveSession,
  job: WritingJob,
): Promise<BackupPart> {
  const total = job.draftIds.length + job.recordIds.length + job.attachments.length;
  const items: BackupItem[] = job.position === 0 ? [await laptopItem(context)] : [];
  for (let bytes = 0; job.position < total && bytes < CHUNK_BYTES; job.position++) {
    const read = await readItem(context, session, job, job.position);
    if (read === null) continue;
    items.push(BackupItem.parse(read.item));
    bytes += read.size + ITEM_OVERHEAD;
  }
  const ids = items.map(contentIdOf).filter((id) => id !== null);
  if (ids.length > 0) {
    session.audit.later({ kind: 'content.decrypted', reason: 'backup', ...recordIdsOf(ids) });
  }
  const isLast = job.position >= total;
  if (isLast) {
    const { drafts, records, attachmentsWritten: attachments, unreadable } = job;
    items.push({ kind: 'end', drafts, records, attachments, unreadable });
  }
  try {
    const sealed = await job.writer.chunk(items, isLast);
    job.isEnded = isLast;
    return { bytes: sealed, written: job.position, total, isLast };
  } finally {
    zeroBytes(...items.flatMap(keysOf));
  }
}

/** Remembers the backup once its file is saved. @throws FieldsealError `backup.not-begun` before its end. */
export async function keepBackup(
  context: VaultContext,
  session: ActiveSession,
  job: WritingJob,
): Promise<void> {
  if (!job.isEnded) throw new FieldsealError('backup.not-begun');
  const store = requireStore(context);
  const { backupId, coveredOrder } = job;
  const count = job.drafts + job.records + job.attachmentsWritten;
  await session.audit.commit(
    { kind: 'backup.made', subject: backupId, count },
    [store.backups],
    () =>
      store.backups.put({
        operatorId: session.operator.operatorId,
        backupId,
        savedAt: context.deps.now().toISOString(),
        coveredOrder,
      }),
  );
}

function contentIdOf(item: BackupItem): string | null {
  if (item.kind === 'record') return item.recordId;
  return item.kind === 'draft' ? item.draftId : null;
}

async function slotsFor(
  context: VaultContext,
  session: ActiveSession,
  identity: BackupIdentity,
  backupKey: Bytes,
  passphrase: string | null,
): Promise<readonly BackupSlot[]> {
  const { policy } = session.programme.pack;
  const recovery = await recoveryKeysOf(context);
  const ways = backupWays(policy, recovery);
  const slots: BackupSlot[] = [];
  if (passphrase !== null) {
    if (!ways.includes('passphrase')) throw new FieldsealError('backup.not-openable');
    checkPassphraseLength(passphrase, policy.passphraseMinLength);
    const cost = await context.argon2Cost();
    slots.push(await makePassphraseSlot(identity, backupKey, passphrase, cost));
  }
  if (recovery !== undefined) {
    const { backupId: subjectId, programmeId, operatorId } = identity;
    const binding = { use: 'backup' as const, programmeId, operatorId, subjectId };
    const bundle = await makeRecoveryBundle(recovery, binding, backupKey);
    slots.push({ kind: 'recovery', bundle: encodeCbor(bundle) });
  }
  if (slots.length === 0) throw new FieldsealError('backup.not-openable');
  return [...slots, await makeVaultSlot(identity, backupKey, session.vaultKeys.keysKey)];
}

async function readableRecordIds(
  context: VaultContext,
  operatorId: string,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const state of READABLE_STATES) {
    await requireStore(context)
      .records.where('[state+savedOrder]')
      .between([state, Dexie.minKey], [state, Dexie.maxKey])
      .each((row) => {
        if (row.operatorId === operatorId) ids.push(row.recordId);
      });
  }
  return ids;
}

async function laptopItem(context: VaultContext): Promise<BackupItem> {
  const store = requireStore(context);
  const counters = (await store.read('counters')) ?? FIRST_COUNTERS;
  const sync = (await store.read('sync')) ?? NEVER_SYNCED;
  return {
    kind: 'laptop',
    registrations: counters.registrations,
    deviceCounter: counters.deviceCounter,
    lastSequence: sync.lastSequence,
  };
}

interface ReadItem {
  readonly item: unknown;
  readonly size: number;
}

async function readItem(
  context: VaultContext,
  session: ActiveSession,
  job: WritingJob,
  position: number,
): Promise<ReadItem | null> {
  const store = requireStore(context);
  const draftId = job.draftIds[position];
  if (draftId !== undefined) {
    const row = await store.drafts.get(draftId);
    if (row === undefined) return null;
    const content = await readDraft(context, session, draftId).catch(() => null);
    if (content === null) {
      job.unreadable += 1;
      return null;
    }
    job.drafts += 1;
    const item = { kind: 'draft', draftId, content };
    return { item, size: row.sealed.length };
  }
  const recordId = job.recordIds[position - job.draftIds.length];
  if (recordId === undefined) {
    const at = position - job.draftIds.length - job.recordIds.length;
    return readAttachment(store, job, job.attachments[at] ?? '');
  }
  const stored = await readRecord(store, recordId);
  const state = READABLE_STATES.find((readable) => readable === stored?.row.state);
  if (stored === undefined || state === undefined) return null;
  const item = await recordItem(session, stored, state).catch(() => null);
  if (item === null) {
    job.unreadable += 1;
    return null;
  }
  job.records += 1;
  return { item, size: item.item.length };
}

async function readAttachment(
  store: FieldsealStore,
  job: WritingJob,
  hash: string,
): Promise<ReadItem | null> {
  const item = await attachmentBackup(store, hash);
  if (item === null) job.unreadable += 1;
  if (item === null || item === undefined) return null;
  job.attachmentsWritten += 1;
  return { item, size: item.sealed.length };
}

async function recordItem(
  session: ActiveSession,
  stored: StoredRecord,
  state: RecordItem['state'],
): Promise<RecordItem> {
  const { row, item } = stored;
  if (item === undefined) {
    throw new FieldsealError('vault.record-damaged', { record: row.registrationNumber });
  }
  return {
    kind: 'record',
    recordId: row.recordId,
    version: row.version,
    registrationNumber: row.registrationNumber,
    savedAt: row.savedAt,
    state,
    refusal: row.refusal,
    item: copyBytes(item.item),
    recordKey: await heldRecordKey(session, stored),
    sealedReason: row.returned === null ? null : copyBytes(row.returned.sealedReason),
    originals: await Promise.all(
      (row.originals ?? []).map(async (original) => ({
        item: copyBytes(original.item),
        recordKey: await heldRecordKey(session, {
          row: { ...row, viewKey: original.viewKey },
          item,
        }),
      })),
    ),
  };
}
