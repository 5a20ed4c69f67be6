import { isAttachmentOf, sha256 } from '../../shared/crypto/index.ts';
import { toHex, type Bytes } from '../../shared/encoding/bytes.ts';
import { AttachmentItem, LARGEST_ATTACHMENT } from '../../shared/sync/attachment-item.ts';
import type { ManifestItem } from '../../shared/sync/batch-manifest.ts';
import type { ItemRules } from './check-item.ts';
import { openItem, refuse, type Refusal } from './open-item.ts';

export type CheckedAttachment =
  | {
      readonly ok: true;
      readonly item: AttachmentItem;
      /** SHA-256 of the sealed bytes, hex. */
      readonly address: string;
    }
  | Refusal;

/**
 * Checks one attachment by itself: the operator's signature, that it is what the manifest says, and that it is
 * sealed as one of the record it names. Whether that record is held, and whose it is, is another question; where its
 * operator might register was asked when the record came. Never throws for a bad item.
 */
export async function checkAttachment(
  rules: Pick<ItemRules, 'programmeId' | 'deviceId' | 'signers'>,
  entry: ManifestItem,
  bytes: Bytes,
): Promise<CheckedAttachment> {
  const opened = await openItem(rules.signers, 'attachment-item', bytes);
  if (!opened.ok) return opened;
  const parsed = AttachmentItem.safeParse(opened.payload);
  if (!parsed.success) return refuse('sync.item-malformed');
  const item = parsed.data;
  if (item.operatorId !== opened.signer.operatorId) return refuse('sync.item-signature-invalid');
  const isAsSaid =
    item.programmeId === rules.programmeId &&
    item.deviceId === rules.deviceId &&
    item.recordId === entry.recordId &&
    // The database writes ids small.
    entry.recordId === entry.recordId.toLowerCase() &&
    item.version === entry.version &&
    item.areaId === entry.areaId &&
    item.sealed.length <= LARGEST_ATTACHMENT &&
    isAttachmentOf(item.recordId, item.sealed);
  if (!isAsSaid) return refuse('sync.item-malformed');
  return { ok: true, item, address: toHex(sha256(item.sealed)) };
}
