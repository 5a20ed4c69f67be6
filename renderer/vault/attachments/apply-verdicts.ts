import type { ReceiptItem } from '../../../shared/sync/receipt-file.ts';
import type { FieldsealStore } from '../database/store.ts';
import { dropAttachments } from './store-attachments.ts';

/**
 * Applies what a verified receipt says of attachments, inside its transaction: one that the server holds is kept until its
 * record is approved; one that came before its record waits, to be sent again; any other refusal sets it aside. Answers
 * the hashes of those that wait.
 */
export async function applyAttachmentVerdicts(
  store: FieldsealStore,
  verdicts: readonly ReceiptItem[],
): Promise<readonly string[]> {
  if (verdicts.length === 0) return [];
  const byHash = new Map(verdicts.map((verdict) => [verdict.hash, verdict]));
  const rows = await store.attachments
    .where('recordId')
    .anyOf([...new Set(verdicts.map(({ recordId }) => recordId))])
    .toArray();
  const postponed: string[] = [];
  for (const { hash, itemHash, state } of rows) {
    const verdict = byHash.get(itemHash);
    if (state !== 'in-batch' || verdict === undefined) continue;
    if (verdict.verdict !== 'refused') {
      await store.attachments.update(hash, { state: 'received', refusal: null });
    } else if (verdict.code === 'sync.attachment-without-record') {
      postponed.push(hash);
      await store.attachments.update(hash, { state: 'saved', refusal: null });
    } else {
      await store.attachments.update(hash, { state: 'refused', refusal: verdict.code });
    }
  }
  await forgetApproved(
    store,
    rows.map(({ recordId }) => recordId),
  );
  return postponed;
}

/**
 * Forgets the received attachments, bytes and all, of those of the records that are approved, or not here any more. What
 * still waits to be sent goes on. Inside a transaction.
 */
export async function forgetApproved(
  store: FieldsealStore,
  recordIds: readonly string[],
): Promise<void> {
  const asked = [...new Set(recordIds)];
  const records = await store.records.bulkGet(asked);
  const done = asked.filter((_id, at) => (records[at]?.state ?? 'approved') === 'approved');
  if (done.length === 0) return;
  const rows = await store.attachments.where('recordId').anyOf(done).toArray();
  const received = rows.filter(({ state }) => state === 'received');
  await dropAttachments(
    store,
    received.map(({ hash }) => hash),
  );
}
