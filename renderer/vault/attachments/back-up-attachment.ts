import { isAttachmentOf, sha256 } from '../../../shared/crypto/index.ts';
import { copyBytes, toHex } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { AttachmentBackup } from '../backup/backup-items.ts';
import type { FieldsealStore } from '../database/store.ts';
import type { ActiveSession } from '../vault-context.ts';
import type { WholeAttachment } from './attachment-rows.ts';
import { buildAttachment } from './build-attachment.ts';
import { sealedBytes } from './sealed-bytes.ts';

/** The attachments of an operator that the server has not received, by hash. */
export function attachmentsOf(
  store: FieldsealStore,
  operatorId: string,
): PromiseLike<readonly string[]> {
  return store.attachments
    .filter((row) => row.operatorId === operatorId && row.state !== 'received')
    .primaryKeys();
}

/**
 * An attachment as a backup holds it: sealed as it stands, since its key is within its record. Undefined for one that was
 * delivered meanwhile, null for one that is damaged.
 */
export async function attachmentBackup(
  store: FieldsealStore,
  hash: string,
): Promise<AttachmentBackup | null | undefined> {
  const [row, stored] = await store.transaction('r', store.attachments, store.attachmentItems, () =>
    Promise.all([store.attachments.get(hash), store.attachmentItems.get(hash)]),
  );
  if (row === undefined) return undefined;
  const sealed = stored === undefined ? null : sealedBytes(stored.item, hash);
  if (sealed === null) return null;
  const { recordId, version, areaId, registrationNumber, savedAt } = row;
  const place = { recordId, version, areaId, registrationNumber, savedAt };
  return { kind: 'attachment', hash, ...place, sealed };
}

/**
 * Makes a backed-up attachment this laptop's own: signed anew by the operator's key here, to be delivered behind what
 * waits under `savedOrder`.
 * @throws FieldsealError `vault.record-damaged`.
 */
export async function restoreAttachment(
  session: ActiveSession,
  saved: AttachmentBackup,
  savedOrder: number,
): Promise<WholeAttachment> {
  const { hash, recordId, version, areaId, registrationNumber, savedAt, sealed } = saved;
  const isWhole = toHex(sha256(sealed)) === hash && isAttachmentOf(recordId, sealed);
  if (!isWhole) {
    throw new FieldsealError('vault.record-damaged', { record: registrationNumber });
  }
  const place = { recordId, version, areaId, registrationNumber, savedOrder, savedAt };
  return buildAttachment(session, place, copyBytes(sealed));
}
