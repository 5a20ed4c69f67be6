import { zeroBytes } from '../../../shared/crypto/index.ts';
import { openByPassphrase, openByVault } from '../../../shared/backup/backup-key.ts';
import {
  createBackupReader,
  openBackupFile,
  type BackupFile,
} from '../../../shared/backup/backup-reader.ts';
import { findBackupSlot } from '../../../shared/backup/backup-header.ts';
import type { Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { BackupCheck, BackupOpener, BackupSummary } from '../backup-api.ts';
import { openByAnswers } from '../recovery/ceremony.ts';
import type { ActiveSession, VaultContext } from '../vault-context.ts';
import { sourceOfBlob } from './blob-source.ts';
import { bundleOf } from './recover-backup.ts';
import { BackupItem, keysOf } from './backup-items.ts';
import type { ReadingJob } from './backup-job.ts';

/** What a file's front says. @throws FieldsealError as `openBackupFile`. */
export async function inspectBackup(
  session: ActiveSession,
  file: Blob,
): Promise<{ readonly file: BackupFile; readonly summary: BackupSummary }> {
  const opened = await openBackupFile(sourceOfBlob(file));
  const { header } = opened;
  const own = await openByVault(header, session.vaultKeys.keysKey);
  if (own !== null) zeroBytes(own);
  return {
    file: opened,
    summary: {
      createdAt: header.createdAt,
      deviceCode: header.deviceCode,
      drafts: header.counts.drafts,
      records: header.counts.records,
      bytes: file.size,
      isOwn:
        header.operatorId === session.operator.operatorId &&
        header.programmeId === session.programme.pack.id,
      opensHere: own !== null,
      ways: (['passphrase', 'recovery'] as const).filter(
        (way) => findBackupSlot(header, way) !== null,
      ),
    },
  };
}

/**
 * Opens a backup of this very operator and programme.
 * @throws FieldsealError `backup.other-programme`, `backup.other-operator`, `backup.passphrase-wrong`,
 * `backup.no-passphrase`, `backup.not-openable`, and as `openBackupFile`.
 */
export async function openBackup(
  context: VaultContext,
  session: ActiveSession,
  file: BackupFile,
  opener: BackupOpener,
): Promise<ReadingJob> {
  const { header } = file;
  if (header.programmeId !== session.programme.pack.id) {
    throw new FieldsealError('backup.other-programme', { device: header.deviceCode });
  }
  if (header.operatorId !== session.operator.operatorId) {
    throw new FieldsealError('backup.other-operator', { device: header.deviceCode });
  }
  const key = await keyOf(context, session, file, opener);
  try {
    const reader = await createBackupReader(file, key);
    return {
      kind: 'reading',
      file,
      reader,
      drafts: 0,
      records: 0,
      attachments: 0,
      isDone: false,
      isPlaced: false,
    };
  } finally {
    zeroBytes(key);
  }
}

async function keyOf(
  context: VaultContext,
  session: ActiveSession,
  file: BackupFile,
  opener: BackupOpener,
): Promise<Bytes> {
  if (opener.by === 'passphrase') return openByPassphrase(file.header, opener.passphrase);
  if (opener.by === 'recovery') return openByAnswers(context, bundleOf(file));
  const key = await openByVault(file.header, session.vaultKeys.keysKey);
  if (key === null) throw new FieldsealError('backup.not-openable');
  return key;
}

/** The next chunk's items; null at the end. @throws FieldsealError `backup.damaged`, `backup.truncated`. */
export async function readChunk(job: ReadingJob): Promise<{
  readonly items: readonly BackupItem[];
  readonly index: number;
  readonly bytesRead: number;
  readonly isLast: boolean;
} | null> {
  const chunk = await job.reader.next();
  if (chunk === null) return null;
  const { index, bytesRead, isLast } = chunk;
  const items = chunk.items.map((item) => {
    const parsed = BackupItem.safeParse(item);
    if (!parsed.success) throw new FieldsealError('backup.damaged', { part: 'item', index });
    return parsed.data;
  });
  return { items, index, bytesRead, isLast };
}

/** Verifies the next chunk, and at the end that the file holds what its last item says. */
export async function checkPart(job: ReadingJob): Promise<BackupCheck> {
  const chunk = await readChunk(job);
  const bytesTotal = job.file.source.size;
  if (chunk === null) {
    return {
      bytesRead: bytesTotal,
      bytesTotal,
      drafts: job.drafts,
      records: job.records,
      isDone: true,
    };
  }
  for (const item of chunk.items) {
    if (item.kind === 'draft') job.drafts += 1;
    if (item.kind === 'record') job.records += 1;
    if (item.kind === 'attachment') job.attachments += 1;
    zeroBytes(...keysOf(item));
  }
  job.isDone = chunk.isLast;
  if (chunk.isLast) {
    const end = chunk.items.at(-1);
    const isWhole =
      end?.kind === 'end' &&
      end.drafts === job.drafts &&
      end.records === job.records &&
      (end.attachments ?? 0) === job.attachments;
    if (!isWhole) throw new FieldsealError('backup.damaged', { part: 'end', index: chunk.index });
  }
  const { drafts, records } = job;
  return { bytesRead: chunk.bytesRead, bytesTotal, drafts, records, isDone: chunk.isLast };
}
