import { openReason, zeroBytes } from '../../../shared/crypto/index.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { countAttachments } from '../attachments/count-attachments.ts';
import { withoutPhotoKeys } from '../attachments/photo-keys.ts';
import { NO_RECORDS } from '../database/counts.ts';
import { readRecord } from '../database/record-items.ts';
import type { RecordCounts, RecordPage, VaultApi } from '../vault-api.ts';
import {
  requireActive,
  requireStore,
  type ActiveSession,
  type VaultContext,
} from '../vault-context.ts';
import { shownDraft } from '../drafts/drafts.ts';
import { correctRecord } from './correct-record.ts';
import { findDuplicates } from './find-duplicates.ts';
import { inIntake, inRow, merged, openHeldRecord, type HeldRecord } from './held-records.ts';
import { newestRecords } from './newest-records.ts';
import { heldRecordKey, itemOf } from './record-keys.ts';
import { listRefused, sendAgain } from './refused-records.ts';
import { sealDraft } from './seal-draft.ts';
import { searchRecords } from './search-records.ts';
import { noteNames, summariseRecords } from './summaries.ts';

type RecordCalls = Pick<
  VaultApi,
  | 'sealDraft'
  | 'correctRecord'
  | 'findDuplicates'
  | 'searchRecords'
  | 'listRecords'
  | 'openRecord'
  | 'returnReason'
  | 'counts'
  | 'listRefused'
  | 'sendAgain'
>;

const LARGEST_PAGE = 200;

/** Everything about saved records. */
export function createRecordCalls(context: VaultContext): RecordCalls {
  return {
    sealDraft: (id) => sealDraft(context, id),
    async correctRecord(recordId) {
      const session = requireActive(context, 'registrant.enrol');
      return shownDraft(session, await correctRecord(context, recordId));
    },
    findDuplicates: (draftId, answers) => findDuplicates(context, draftId, answers),
    searchRecords: (query) => searchRecords(context, query),
    listRecords: (after, limit) => listRecords(context, after, limit),

    async openRecord(recordId, reason = 'view-own-record') {
      const session = requireActive(context);
      const record = await openHeldRecord(context, session, recordId);
      // What can't be written down is not shown.
      await session.audit.append({ kind: 'content.decrypted', reason, recordIds: [recordId] });
      return { ...record, answers: withoutPhotoKeys(session.photoKeys, record.answers) };
    },

    async returnReason(recordId) {
      const session = requireActive(context);
      const stored = await readRecord(requireStore(context), recordId);
      if (stored === undefined) throw new FieldsealError('vault.record-unknown');
      const { row } = stored;
      const reason = 'view-own-record';
      session.audit.later({ kind: 'content.decrypted', reason, recordIds: [recordId] });
      if (row.returned === null) throw new FieldsealError('vault.record-unknown');
      const key = await heldRecordKey(session, stored);
      try {
        return await openReason(key, itemOf(stored).binding, row.returned.sealedReason);
      } catch (cause) {
        throw new FieldsealError('vault.record-damaged', { record: row.registrationNumber }, cause);
      } finally {
        zeroBytes(key);
      }
    },

    counts: () => countRecords(context),
    listRefused: () => listRefused(context),
    sendAgain: (recordIds) => sendAgain(context, recordIds),
  };
}

/** Newest first, by keyset: an offset would read everything before it. */
async function listRecords(
  context: VaultContext,
  after: string | null,
  limit: number,
): Promise<RecordPage> {
  const session = requireActive(context);
  const size = Math.min(Math.max(Math.trunc(limit), 1), LARGEST_PAGE);
  const before = after === null ? Number.MAX_SAFE_INTEGER : Number(after);
  if (!Number.isSafeInteger(before)) throw new FieldsealError('vault.internal');
  const found = await newestOfAll(context, session, before, size + 1);
  const page = found.slice(0, size);
  const last = page.at(-1)?.head;
  const records = await summariseRecords(context, session, page);
  noteNames(session, { kind: 'content.decrypted', reason: 'view-list' }, records);
  return {
    records,
    next: found.length > size && last !== undefined ? String(last.savedOrder) : null,
  };
}

/** From rows and intake together. */
async function newestOfAll(
  context: VaultContext,
  session: ActiveSession,
  before: number,
  count: number,
): Promise<readonly HeldRecord[]> {
  const waiting = session.programme.intake.newestBefore(before, count).map(inIntake);
  const rows = (await newestRecords(requireStore(context).records, before, count)).map(inRow);
  return [...merged(rows, waiting)]
    .sort((a, b) => b.head.savedOrder - a.head.savedOrder)
    .slice(0, count);
}

async function countRecords(context: VaultContext): Promise<RecordCounts> {
  const session = requireActive(context);
  const store = requireStore(context);
  const { operatorId } = session.operator;
  const row = await store.operators.get(operatorId);
  const photos = await countAttachments(store, operatorId);
  return {
    drafts: row?.drafts ?? 0,
    byState: row?.byState ?? NO_RECORDS,
    lastSyncAt: (await store.read('sync'))?.lastSyncAt ?? null,
    photosWaiting: photos.saved.count + photos.inBatch.count,
    unsearchable: session.programme.unsearchable,
  };
}
