import type { ReceiptItem } from '../../../shared/sync/receipt-file.ts';
import type { FieldsealStore } from '../database/store.ts';
import { dropAttachments } from './store-attachments.ts';

/**
 * Applies what a verified receipt says of attachments, inside its transaction: one that the server holds is forgotten
 * here, bytes and all; one that came before its record waits, to be sent again; any other refusal sets it aside. Answers
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
  const held: string[] = [];
  const postponed: string[] = [];
  for (const { hash, itemHash, state } of rows) {
    const verdict = byHash.get(itemHash);
    if (state !== 'in-batch' || verdict === undefined) continue;
    if (verdict.verdict !== 'refused') held.push(hash);
    else if (verdict.code === 'sync.attachment-without-record') {
      postponed.push(hash);
      await store.attachments.update(hash, { state: 'saved', refusal: null });
    } else {
      await store.attachments.update(hash, { state: 'refused', refusal: verdict.code });
    }
  }
  await dropAttachments(store, held);
  return postponed;
}
