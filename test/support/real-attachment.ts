import {
  newAttachmentKey,
  randomBytes,
  sealAttachment,
  signMessage,
  type SigningKey,
} from '../../shared/crypto/index.ts';
import type { AttachmentItem } from '../../shared/sync/attachment-item.ts';
import type { BatchItem } from '../../shared/sync/batch-file.ts';

/** A sealed attachment of a record of `makeRealBatch`, signed by its operator; `changes` are signed too. */
export async function makeRealAttachment(
  device: SigningKey,
  operator: SigningKey,
  recordId: string,
  changes: Partial<AttachmentItem> = {},
): Promise<BatchItem> {
  const binding = { programmeId: 'programme', recordId };
  const place = { recordId, version: 1, areaId: 'n1' };
  const item: AttachmentItem = {
    ...place,
    programmeId: binding.programmeId,
    deviceId: device.kid,
    operatorId: 'operator',
    savedAt: '2026-11-23T10:00:00Z',
    sealed: await sealAttachment(newAttachmentKey(), binding, randomBytes(500)),
    ...changes,
  };
  return {
    bytes: await signMessage(operator, 'attachment-item', item),
    entry: { kind: 'attachment', ...place },
  };
}
