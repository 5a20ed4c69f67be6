import { z } from 'zod';
import { isPadded, pad, unpad, zeroBytes } from '../../../shared/crypto/index.ts';
import { CollectionMethod, ConsentRecord } from '../../../shared/domain/consent.ts';
import { AttachedPhoto } from '../../../shared/domain/registrant-record.ts';
import type { Bytes } from '../../../shared/encoding/bytes.ts';
import { decodeCbor, encodeCbor } from '../../../shared/encoding/cbor.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { KeyRings } from '../keys/key-rings.ts';
import type { Draft } from '../vault-api.ts';

const Answer = z.union([
  z.string().max(1000),
  // A date may be half typed: the form engine judges it at saving.
  z.strictObject({ precision: z.literal(['day', 'month', 'year']), value: z.string().max(10) }),
  z.strictObject({ mediaType: z.string().max(40), bytes: z.instanceof(Uint8Array) }),
  // The photo of the record that is corrected; a screen does not know its key.
  AttachedPhoto.extend({ attachment: AttachedPhoto.shape.attachment.partial({ key: true }) }),
]);

/** The shape of a draft as the UI thread hands it over. */
export const DraftShape = z.object({
  id: z.uuid(),
  step: z.literal(['consent', 'form', 'check']),
  consent: z.object({
    noticeLanguage: z.string().min(2).max(35),
    answers: z.record(z.string().max(64), z.literal(['given', 'refused'])),
    method: CollectionMethod.nullable(),
    witness: z.string().max(200),
    signaturePath: z.string().max(60_000),
  }),
  answers: z.record(z.string().max(40), Answer),
  updatedAt: z.iso.datetime(),
  correction: z.object({ version: z.number().int(), reason: z.string() }).nullable(),
});

/** A draft as it is sealed: with what the UI thread has no say in. */
export const DraftContent = z.object({
  draft: DraftShape,
  /** Version of the notice that the consent answers belong to. */
  noticeVersion: z.number().int(),
  /** The record that is corrected: its consent holds on where it is not asked again. */
  original: z
    .object({
      consent: ConsentRecord,
      consentDraft: DraftShape.shape.consent,
      registrationNumber: z.string(),
      nextVersion: z.number().int().min(1),
    })
    .nullable(),
});
export interface DraftContent {
  readonly draft: Draft;
  readonly noticeVersion: number;
  readonly original: {
    readonly consent: ConsentRecord;
    readonly consentDraft: Draft['consent'];
    readonly registrationNumber: string;
    readonly nextVersion: number;
  } | null;
}

/** A draft is as long as a multiple of this: its length must not tell names apart, nor how far it has come. */
const DRAFT_BLOCK = 512;

/** Seals a draft under its operator's draft keys, bound to id and operator. */
export async function sealDraftContent(
  rings: KeyRings,
  operatorId: string,
  content: DraftContent,
): Promise<Bytes> {
  const bound = { draftId: content.draft.id, operatorId };
  const encoded = encodeCbor(content);
  const plain = pad(encoded, DRAFT_BLOCK);
  try {
    return await rings.seal('drafts', 'draft', bound, plain);
  } finally {
    zeroBytes(encoded, plain);
  }
}

/** Opens a draft. @throws FieldsealError `vault.record-damaged`. */
export async function openDraftContent(
  rings: KeyRings,
  operatorId: string,
  draftId: string,
  sealed: Bytes,
): Promise<DraftContent> {
  try {
    const plain = await rings.open('drafts', 'draft', { draftId, operatorId }, sealed);
    // Drafts of before are not padded; they begin with a map.
    return DraftContent.parse(decodeCbor(isPadded(plain) ? unpad(plain) : plain));
  } catch (cause) {
    throw new FieldsealError('vault.record-damaged', { record: draftId }, cause);
  }
}
