import { randomId, zeroBytes } from '../../../shared/crypto/index.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { WholeAttachment } from '../attachments/attachment-rows.ts';
import { restoreAttachment } from '../attachments/back-up-attachment.ts';
import { attachmentTables, putAttachments } from '../attachments/store-attachments.ts';
import { recordIdsOf } from '../audit/pending-events.ts';
import { countDrafts, countMoves, FIRST_COUNTERS, type StateMove } from '../database/counts.ts';
import type { CounterMeta, DraftRow, RecordRow } from '../database/rows.ts';
import { draftRow } from '../drafts/drafts.ts';
import { isEpochCurrent } from '../keys/write-sealed.ts';
import { sealPage } from '../index/index-page.ts';
import type { RestoreFailure, RestoreReport } from '../backup-api.ts';
import { requireStore, type ActiveSession, type VaultContext } from '../vault-context.ts';
import { keysOf, type AttachmentBackup, type BackupItem, type RecordItem } from './backup-items.ts';
import type { ReadingJob } from './backup-job.ts';
import type { RestoreRow } from './backup-rows.ts';
import { readChunk } from './open-backup.ts';
import { restoreRecord, type RestoredRecord } from './restore-record.ts';

type DraftItem = Extract<BackupItem, { readonly kind: 'draft' }>;

/** Numbers may be used and keys renewed in between; then the chunk's records are built anew. */
const MOST_TRIES = 5;

/** A chunk's content, sealed for this laptop, before it is committed. */
interface Prepared {
  /** Epoch of the keys before anything was sealed. */
  readonly keyEpoch: number;
  readonly drafts: readonly DraftRow[];
  readonly records: readonly RestoredRecord[];
  readonly attachments: readonly WholeAttachment[];
  readonly alreadyHere: number;
  readonly failures: readonly RestoreFailure[];
}

/**
 * Restores the next chunk. Drafts, records and their items, photos, index page, numbers and the place in the file commit together, so that a
 * run ended anywhere goes on there and nothing comes in twice. What is here already stays as it is.
 * @throws FieldsealError `backup.damaged`, `backup.truncated`, `vault.storage-full`. What came in before stays.
 */
export async function restorePart(
  context: VaultContext,
  session: ActiveSession,
  job: ReadingJob,
): Promise<RestoreReport> {
  const before = await progressOf(context, job);
  if (!job.isPlaced) {
    for (let index = 0; index < before.nextChunk; index++) await job.reader.skip();
    job.isPlaced = true;
  }
  const chunk = await readChunk(job);
  if (chunk === null) return reportOf(job, before, job.file.source.size, true);
  try {
    const row = await commitChunk(context, session, chunk.items, {
      before,
      isFirstRun: before.finishedAt === null,
      isLast: chunk.isLast,
      nextChunk: chunk.index + 1,
    });
    job.isDone = chunk.isLast;
    context.emit({ type: 'records-changed' });
    return reportOf(job, row, chunk.bytesRead, chunk.isLast);
  } finally {
    zeroBytes(...chunk.items.flatMap(keysOf));
  }
}

/** Where this file's restore stands; a finished one begins again, and finds everything here. */
async function progressOf(context: VaultContext, job: ReadingJob): Promise<RestoreRow> {
  const { backupId } = job.file.header;
  const known = await requireStore(context).restores.get(backupId);
  const isUnderWay = known !== undefined && (job.isPlaced || known.finishedAt === null);
  if (isUnderWay && known.headHash === job.file.headHash) return known;
  return {
    backupId,
    headHash: job.file.headHash,
    nextChunk: 0,
    drafts: 0,
    records: 0,
    attachments: 0,
    alreadyHere: 0,
    failures: [],
    finishedAt: known?.finishedAt ?? null,
  };
}

interface ChunkPlace {
  readonly before: RestoreRow;
  /** False once this backup has been restored here to its end: a draft erased since does not come back. */
  readonly isFirstRun: boolean;
  readonly isLast: boolean;
  readonly nextChunk: number;
}

async function commitChunk(
  context: VaultContext,
  session: ActiveSession,
  items: readonly BackupItem[],
  place: ChunkPlace,
): Promise<RestoreRow> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const counters = (await requireStore(context).read('counters')) ?? FIRST_COUNTERS;
    const prepared = await prepare(context, session, items, counters, place.isFirstRun);
    const next = nextRow(context, place, prepared);
    if (await commit(context, session, counters, prepared, next)) return next;
    await session.rings.reload();
  }
  throw new FieldsealError('vault.internal');
}

async function prepare(
  context: VaultContext,
  session: ActiveSession,
  items: readonly BackupItem[],
  counters: CounterMeta,
  isFirstRun: boolean,
): Promise<Prepared> {
  const drafts: DraftRow[] = [];
  const records: RestoredRecord[] = [];
  const attachments: WholeAttachment[] = [];
  const failures: RestoreFailure[] = [];
  let alreadyHere = 0;
  const keyEpoch = session.rings.epoch;
  const nextNumber = (): number => counters.deviceCounter + records.length + attachments.length + 1;
  for (const item of items) {
    if (item.kind === 'draft') {
      if (isFirstRun && (await isDraftWanted(context, item))) {
        drafts.push(await draftRow(session, item.content));
      } else alreadyHere += 1;
    } else if (item.kind === 'record') {
      if (!(await isRecordWanted(context, item))) alreadyHere += 1;
      else {
        const restored = await attempt(item, () => restoreRecord(session, item, nextNumber()));
        if ('code' in restored) failures.push(restored);
        else records.push(restored);
      }
    } else if (item.kind === 'attachment') {
      if (!isFirstRun || !(await isPhotoWanted(context, item))) continue;
      const restored = await attempt(item, () => restoreAttachment(session, item, nextNumber()));
      if ('code' in restored) failures.push(restored);
      else attachments.push(restored);
    }
  }
  return { keyEpoch, drafts, records, attachments, alreadyHere, failures };
}

async function attempt<T>(
  item: Pick<RecordItem, 'registrationNumber'>,
  restore: () => Promise<T>,
): Promise<T | RestoreFailure> {
  try {
    return await restore();
  } catch (error) {
    // One that cannot be restored holds up no other; it stays in the file.
    if (!(error instanceof FieldsealError)) throw error;
    return { registrationNumber: item.registrationNumber, code: error.code };
  }
}

/** A draft comes in unless it is here, or what it was to become is here. */
async function isDraftWanted(
  context: VaultContext,
  { draftId, content }: DraftItem,
): Promise<boolean> {
  const store = requireStore(context);
  if ((await store.drafts.get(draftId)) !== undefined) return false;
  const record = await store.records.get(draftId);
  if (record === undefined) return true;
  if (content.original === null) return false;
  const expected = record.state === 'returned' ? record.version + 1 : record.version;
  const isOpen = record.state === 'returned' || record.state === 'refused';
  return isOpen && content.original.nextVersion === expected;
}

/** A record comes in unless this version or a later one is here. */
async function isRecordWanted(context: VaultContext, item: RecordItem): Promise<boolean> {
  const here = await requireStore(context).records.get(item.recordId);
  return here === undefined || here.version < item.version;
}

/** A photo comes in unless it is here. One that was delivered from here before goes again, and is held already. */
async function isPhotoWanted(context: VaultContext, item: AttachmentBackup): Promise<boolean> {
  return (await requireStore(context).attachments.get(item.hash)) === undefined;
}

async function commit(
  context: VaultContext,
  session: ActiveSession,
  counters: CounterMeta,
  prepared: Prepared,
  next: RestoreRow,
): Promise<boolean> {
  const store = requireStore(context);
  const { drafts, records, attachments } = prepared;
  const { operatorId } = session.operator;
  const entries = records.map(({ entry }) => entry);
  const page =
    entries.length === 0
      ? null
      : await sealPage(session.programme.indexPageKey, randomId(), entries);
  const tables = [
    store.meta,
    store.records,
    store.items,
    ...attachmentTables(store),
    store.indexPages,
    store.drafts,
    store.restores,
  ];
  const event = {
    kind: 'backup.restored' as const,
    subject: next.backupId,
    ...recordIdsOf([...drafts.map(({ id }) => id), ...records.map(({ row }) => row.recordId)]),
  };
  const done = await session.audit.commit(event, tables, async () => {
    const current = (await store.read('counters')) ?? FIRST_COUNTERS;
    if (current.revision !== counters.revision) return null;
    if (!(await isEpochCurrent(store, operatorId, prepared.keyEpoch))) return null;
    const moves: StateMove[] = [];
    for (const { row } of records) moves.push(await moveOf(context, row));
    await store.records.bulkPut(records.map(({ row }) => row));
    await store.items.bulkPut(records.map(({ item }) => item));
    await putAttachments(store, attachments);
    if (page !== null) await store.indexPages.add(page);
    await countMoves(store, moves);
    for (const draft of drafts) {
      await store.drafts.add(draft);
      await countDrafts(store, operatorId, 1);
    }
    await store.write('counters', {
      ...current,
      revision: current.revision + 1,
      deviceCounter: current.deviceCounter + records.length + attachments.length,
    });
    await store.restores.put(next);
    return true;
  });
  if (done !== true) return false;
  for (const entry of entries) session.programme.index.add(entry);
  return true;
}

async function moveOf(context: VaultContext, row: RecordRow): Promise<StateMove> {
  const here = await requireStore(context).records.get(row.recordId);
  return { operatorId: row.operatorId, from: here?.state ?? null, to: row.state };
}

function nextRow(context: VaultContext, place: ChunkPlace, prepared: Prepared): RestoreRow {
  const { before } = place;
  return {
    ...before,
    nextChunk: place.nextChunk,
    drafts: before.drafts + prepared.drafts.length,
    records: before.records + prepared.records.length,
    attachments: (before.attachments ?? 0) + prepared.attachments.length,
    alreadyHere: before.alreadyHere + prepared.alreadyHere,
    failures: [...before.failures, ...prepared.failures],
    finishedAt: place.isLast ? context.deps.now().toISOString() : before.finishedAt,
  };
}

function reportOf(
  job: ReadingJob,
  row: RestoreRow,
  bytesRead: number,
  isDone: boolean,
): RestoreReport {
  const { drafts, records, attachments: photos = 0, alreadyHere, failures } = row;
  const bytesTotal = job.file.source.size;
  return { drafts, records, photos, alreadyHere, failures, bytesRead, bytesTotal, isDone };
}
