import { Dexie } from 'dexie';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { remedyOf } from '../../../shared/sync/refusal-remedy.ts';
import { createDraftCalls } from '../drafts/drafts.ts';
import type { RefusedRecords, SendAgainReport } from '../vault-api.ts';
import { requireActive, requireStore, type VaultContext } from '../vault-context.ts';
import { correctRecord } from './correct-record.ts';
import { inRow } from './held-records.ts';
import { sealDraft } from './seal-draft.ts';
import { noteNames, summariseRecords } from './summaries.ts';

/** Shown at once; the count tells of the others. */
const MOST_SHOWN = 200;

/** The refused records of this laptop, oldest first, and which of them are being mended. */
export async function listRefused(context: VaultContext): Promise<RefusedRecords> {
  const session = requireActive(context);
  const store = requireStore(context);
  const refused = store.records
    .where('[state+savedOrder]')
    .between(['refused', Dexie.minKey], ['refused', Dexie.maxKey]);
  const rows = await refused.clone().limit(MOST_SHOWN).toArray();
  const records = await summariseRecords(context, session, rows.map(inRow));
  noteNames(session, { kind: 'content.decrypted', reason: 'view-list' }, records);
  const ids = rows.map(({ recordId }) => recordId);
  const drafts = await store.drafts.where('id').anyOf(ids).primaryKeys();
  return { records, total: await refused.count(), beingMended: drafts };
}

/**
 * Seals and signs own refused records anew, as they are, so that the next sync sends them. Each stands for itself: what
 * can't be sealed is told with its reason, and stays as it was. One that is being mended is left to that.
 */
export async function sendAgain(
  context: VaultContext,
  recordIds: readonly string[],
): Promise<SendAgainReport> {
  let again = 0;
  const failures: SendAgainReport['failures'][number][] = [];
  for (const recordId of recordIds) {
    try {
      if (await sealAnew(context, recordId)) again += 1;
    } catch (error) {
      // Without an open vault or room on the disk no other one would fare better.
      const isItsOwn =
        error instanceof FieldsealError &&
        error.code !== 'vault.locked' &&
        error.code !== 'vault.storage-full';
      if (!isItsOwn) throw error;
      failures.push({ recordId, code: error.code });
    }
  }
  return { again, failures };
}

async function sealAnew(context: VaultContext, recordId: string): Promise<boolean> {
  const store = requireStore(context);
  const row = await store.records.get(recordId);
  if (row?.state !== 'refused' || remedyOf(row.refusal) === 'none') return false;
  if ((await store.drafts.get(recordId)) !== undefined) return false;
  await correctRecord(context, recordId);
  try {
    await sealDraft(context, recordId);
    return true;
  } catch (error) {
    // The draft was made for this alone.
    await createDraftCalls(context)
      .discardDraft(recordId)
      .catch(() => undefined);
    throw error;
  }
}
