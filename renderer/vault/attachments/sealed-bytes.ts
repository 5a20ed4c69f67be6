import { peekUnverified, sha256 } from '../../../shared/crypto/index.ts';
import { copyBytes, toHex, type Bytes } from '../../../shared/encoding/bytes.ts';
import { AttachmentItem } from '../../../shared/sync/attachment-item.ts';

/** The sealed bytes in an item, where their hash is `hash`; null for a damaged one. Never throws. */
export function sealedBytes(item: Bytes, hash: string): Bytes | null {
  try {
    const { sealed } = AttachmentItem.parse(peekUnverified(item).payload);
    return toHex(sha256(sealed)) === hash ? copyBytes(sealed) : null;
  } catch {
    return null;
  }
}
