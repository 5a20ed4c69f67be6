import { copyBytes, type Bytes } from '../encoding/bytes.ts';
import { openEnvelope, sealEnvelope } from './envelope.ts';
import { parseEnvelope } from './envelope-format.ts';
import { pad, unpad } from './padding.ts';
import { importAeadKey } from './primitives/aead.ts';
import { randomBytes } from './primitives/random.ts';

/**
 * What a sealed attachment is bound to. Not to a version or an area: a correction keeps the photo of the version
 * before, also where the person moved.
 */
export interface AttachmentBinding {
  readonly programmeId: string;
  readonly recordId: string;
}

/** Attachments are as long as a multiple of this, in bytes. */
const ATTACHMENT_BLOCK = 4096;

/** A fresh 32-byte key; one for each attachment, kept within the sealed record, so that it opens nothing else. */
export function newAttachmentKey(): Bytes {
  return randomBytes(32);
}

/** Seals an attachment's bytes under its key, padded. The SHA-256 of what comes back is its address. */
export async function sealAttachment(
  key: Bytes,
  binding: AttachmentBinding,
  plaintext: Uint8Array,
): Promise<Bytes> {
  const padded = pad(plaintext, ATTACHMENT_BLOCK);
  try {
    const { programmeId, recordId } = binding;
    const bound = { programmeId, recordId };
    const aead = await importAeadKey(key);
    return await sealEnvelope(aead, attachmentKid(binding), 'attachment', bound, padded);
  } finally {
    padded.fill(0);
  }
}

/** Opens an attachment's bytes. @throws FieldsealError as `openEnvelope`. */
export async function openAttachment(
  key: Uint8Array,
  { programmeId, recordId }: AttachmentBinding,
  sealed: Uint8Array,
): Promise<Bytes> {
  const aead = await importAeadKey(copyBytes(key));
  const bound = { programmeId, recordId };
  const kid = attachmentKid(bound);
  const opened = await openEnvelope(
    (named) => (named === kid ? aead : undefined),
    'attachment',
    bound,
    sealed,
  );
  const plain = unpad(opened);
  opened.fill(0);
  return plain;
}

/** True for what is sealed as an attachment of that record, as far as it can be told without the key. Never throws. */
export function isAttachmentOf(recordId: string, sealed: Uint8Array): boolean {
  try {
    const { aad, kid } = parseEnvelope(sealed);
    return aad === 'attachment' && kid === attachmentKid({ recordId });
  } catch {
    return false;
  }
}

function attachmentKid({ recordId }: Pick<AttachmentBinding, 'recordId'>): string {
  return `attachment/${recordId}`;
}
