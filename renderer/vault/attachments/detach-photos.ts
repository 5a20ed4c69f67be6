import { newAttachmentKey, sealAttachment } from '../../../shared/crypto/index.ts';
import type { AttachedPhoto, RegistrantRecord } from '../../../shared/domain/registrant-record.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { LARGEST_ATTACHMENT } from '../../../shared/sync/attachment-item.ts';
import type { ActiveSession } from '../vault-context.ts';
import type { WholeAttachment } from './attachment-rows.ts';
import { buildAttachment, type AttachmentPlace } from './build-attachment.ts';

type RecordAnswer = RegistrantRecord['answers'][string];

/** A record whose photos stand apart, and those that are new with it. */
export interface DetachedRecord {
  readonly record: RegistrantRecord;
  readonly attachments: readonly WholeAttachment[];
}

/**
 * Seals each photo that lies in a record as an attachment under a key of its own; the record keeps hash and key. A photo
 * that is attached already stays as it is: so a correction keeps the photo of the version before.
 * @throws FieldsealError `form.invalid` with the field for a photo that no server would take.
 */
export async function detachPhotos(
  session: ActiveSession,
  record: RegistrantRecord,
): Promise<DetachedRecord> {
  const photos = Object.entries(record.answers).filter(([, answer]) => isInRecord(answer));
  if (photos.length === 0) return { record, attachments: [] };
  const answers = { ...record.answers };
  const attachments: WholeAttachment[] = [];
  for (const [fieldId, answer] of photos) {
    if (!isInRecord(answer)) continue;
    const detached = await detach(session, placeOf(record), fieldId, answer);
    answers[fieldId] = detached.photo;
    attachments.push(detached.attachment);
  }
  return { record: { ...record, answers }, attachments };
}

/** The hashes that a record names. */
export function attachedHashes({ answers }: Pick<RegistrantRecord, 'answers'>): readonly string[] {
  return Object.values(answers).flatMap((answer) =>
    typeof answer === 'object' && 'attachment' in answer ? [answer.attachment.hash] : [],
  );
}

async function detach(
  session: ActiveSession,
  place: AttachmentPlace,
  fieldId: string,
  { mediaType, bytes }: Extract<RecordAnswer, { readonly bytes: Uint8Array }>,
): Promise<{ readonly photo: AttachedPhoto; readonly attachment: WholeAttachment }> {
  const key = newAttachmentKey();
  const binding = { programmeId: session.programme.pack.id, recordId: place.recordId };
  const sealed = await sealAttachment(key, binding, bytes);
  if (sealed.length > LARGEST_ATTACHMENT) {
    throw new FieldsealError('form.invalid', { fields: fieldId });
  }
  const attachment = await buildAttachment(session, place, sealed);
  return { photo: { mediaType, attachment: { hash: attachment.row.hash, key } }, attachment };
}

function placeOf(record: RegistrantRecord): AttachmentPlace {
  return {
    recordId: record.id,
    version: record.version,
    areaId: record.areaId,
    registrationNumber: record.registrationNumber,
    savedOrder: record.deviceCounter,
    savedAt: record.savedAt,
  };
}

function isInRecord(
  answer: RecordAnswer | undefined,
): answer is Extract<RecordAnswer, { readonly bytes: Uint8Array }> {
  return typeof answer === 'object' && 'bytes' in answer;
}
