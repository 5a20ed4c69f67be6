import { digestBytes, sha256, signMessage } from '../../../shared/crypto/index.ts';
import { toHex, type Bytes } from '../../../shared/encoding/bytes.ts';
import { AttachmentItem } from '../../../shared/sync/attachment-item.ts';
import type { ActiveSession } from '../vault-context.ts';
import type { AttachmentRow, WholeAttachment } from './attachment-rows.ts';

/** What of its record's saving an attachment carries along. */
export type AttachmentPlace = Pick<
  AttachmentRow,
  'recordId' | 'version' | 'areaId' | 'registrationNumber' | 'savedOrder' | 'savedAt'
>;

/** Signs an attachment's sealed bytes by the session's operator, for delivery from this laptop. */
export async function buildAttachment(
  session: ActiveSession,
  place: AttachmentPlace,
  sealed: Bytes,
): Promise<WholeAttachment> {
  const { pack, deviceId } = session.programme;
  const { operatorId } = session.operator;
  const { recordId, version, areaId, savedAt } = place;
  const content: AttachmentItem = {
    programmeId: pack.id,
    recordId,
    version,
    deviceId,
    areaId,
    operatorId,
    savedAt,
    sealed,
  };
  const item = await signMessage(
    session.operatorKeys.signing,
    'attachment-item',
    AttachmentItem.parse(content),
  );
  const hash = toHex(await digestBytes(sealed));
  const itemHash = toHex(sha256(item));
  return {
    row: { ...place, hash, operatorId, size: item.length, itemHash, state: 'saved', refusal: null },
    item: { hash, item },
  };
}
