import type { FieldsealStore } from '../database/store.ts';
import type { WholeAttachment } from './attachment-rows.ts';

/** The tables of attachments, for transactions. */
export function attachmentTables(
  store: FieldsealStore,
): readonly [FieldsealStore['attachments'], FieldsealStore['attachmentItems']] {
  return [store.attachments, store.attachmentItems];
}

/** Writes attachments; call it inside the transaction that writes their records. */
export async function putAttachments(
  store: FieldsealStore,
  attachments: readonly WholeAttachment[],
): Promise<void> {
  if (attachments.length === 0) return;
  await Promise.all([
    store.attachments.bulkPut(attachments.map(({ row }) => row)),
    store.attachmentItems.bulkPut(attachments.map(({ item }) => item)),
  ]);
}

/** Forgets attachments with their bytes, inside a transaction. */
export async function dropAttachments(
  store: FieldsealStore,
  hashes: readonly string[],
): Promise<void> {
  if (hashes.length === 0) return;
  await Promise.all([
    store.attachments.bulkDelete([...hashes]),
    store.attachmentItems.bulkDelete([...hashes]),
  ]);
}

/**
 * Forgets the attachments of corrected records that the new versions no longer name: another photo was taken, or consent
 * to it was withdrawn. What is in a batch already goes with that. Inside the transaction that writes the correction.
 */
export async function dropUnnamed(
  store: FieldsealStore,
  recordIds: readonly string[],
  named: ReadonlySet<string>,
): Promise<void> {
  if (recordIds.length === 0) return;
  const rows = await store.attachments
    .where('recordId')
    .anyOf([...recordIds])
    .toArray();
  const dropped = rows.filter(({ hash, state }) => state !== 'in-batch' && !named.has(hash));
  await dropAttachments(
    store,
    dropped.map(({ hash }) => hash),
  );
}
