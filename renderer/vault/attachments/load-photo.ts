import { openAttachment, sha256, type AttachmentBinding } from '../../../shared/crypto/index.ts';
import { AttachedPhoto } from '../../../shared/domain/registrant-record.ts';
import { toHex, type Bytes } from '../../../shared/encoding/bytes.ts';
import type { AttachedAnswer } from '../../../shared/forms/form-definition.ts';
import { ERROR_CODES } from '../../../shared/errors/error-codes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { ROUTES } from '../../../shared/sync/http-api.ts';
import type { LoadedPhoto } from '../photos-api.ts';
import { signedBy } from '../session/signed-by.ts';
import {
  requireActive,
  requireStore,
  type ActiveSession,
  type VaultContext,
} from '../vault-context.ts';
import { sealedBytes } from './sealed-bytes.ts';

/** Sealed bytes whose hash is the one that was asked for, or why there are none. */
type Found = Bytes | Exclude<LoadedPhoto['state'], 'here'>;

/**
 * Opens a photo of a record: from this laptop while it waits to be sent, else from the server. Nothing of it is kept.
 * @throws FieldsealError `vault.locked`, `server.forbidden`; `vault.record-unknown` for one that no screen was given.
 */
export async function loadPhoto(
  context: VaultContext,
  recordId: string,
  asked: AttachedAnswer,
): Promise<LoadedPhoto> {
  const session = requireActive(context);
  const { hash } = asked.attachment;
  const key = session.photoKeys.get(hash);
  if (key === undefined) throw new FieldsealError('vault.record-unknown', { record: recordId });
  const { mediaType, attachment } = AttachedPhoto.parse({ ...asked, attachment: { hash, key } });
  const found = await findSealed(context, session, hash);
  if (typeof found === 'string') return { state: found };
  const binding: AttachmentBinding = { programmeId: session.programme.pack.id, recordId };
  const bytes = await openAttachment(attachment.key, binding, found).catch(() => null);
  if (bytes === null) return { state: 'damaged' };
  const reason = session.reviewed.has(recordId) ? 'review' : 'view-own-record';
  // What can't be written down is not shown.
  await session.audit.append({ kind: 'content.decrypted', reason, recordIds: [recordId] });
  return { state: 'here', mediaType, bytes };
}

/** This laptop's own bytes where they are sound; a damaged photo may still be whole at the server. */
async function findSealed(
  context: VaultContext,
  session: ActiveSession,
  hash: string,
): Promise<Found> {
  const stored = await requireStore(context).attachmentItems.get(hash);
  const local = stored === undefined ? null : sealedBytes(stored.item, hash);
  if (local !== null) return local;
  const fetched = await fetchSealed(context, session, hash);
  return stored !== undefined && fetched === 'not-arrived' ? 'damaged' : fetched;
}

async function fetchSealed(
  context: VaultContext,
  session: ActiveSession,
  hash: string,
): Promise<Found> {
  try {
    const sealed = await context.api.bytes({
      ...signedBy(session),
      method: 'GET',
      path: ROUTES.attachment.replace(':hash', hash),
    });
    return toHex(sha256(sealed)) === hash ? sealed : 'damaged';
  } catch (error) {
    if (!(error instanceof FieldsealError)) throw error;
    if (error.code === 'server.not-found') return 'not-arrived';
    if (ERROR_CODES[error.code].retryable) return 'no-network';
    throw error;
  }
}
