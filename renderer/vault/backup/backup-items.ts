import { z } from 'zod';
import { MOST_ORIGINALS } from '../../../shared/sync/registrant-item.ts';
import { DraftContent } from '../drafts/draft-content.ts';

const ByteString = z.instanceof(Uint8Array);
const RecordKey = ByteString.refine((bytes) => bytes.length === 32);

/** A draft, opened: it is sealed again under the vault that restores it. */
const DraftItem = z.strictObject({
  kind: z.literal('draft'),
  draftId: z.uuid(),
  content: DraftContent,
});

/** A record that was readable: its sealed item as it stood, and the key that opens it. */
const RecordItem = z.strictObject({
  kind: z.literal('record'),
  recordId: z.uuid(),
  version: z.number().int().min(1),
  registrationNumber: z.string().max(40),
  savedAt: z.iso.datetime(),
  state: z.literal(['saved', 'in-batch', 'refused', 'returned']),
  refusal: z.string().max(64).nullable(),
  item: ByteString,
  recordKey: RecordKey,
  /** The supervisor's reason, sealed under a key derived from the record's. */
  sealedReason: ByteString.nullable(),
  /** The record as earlier laptops sealed it, where it was restored before. */
  originals: z
    .array(z.strictObject({ item: ByteString, recordKey: RecordKey }))
    .max(MOST_ORIGINALS),
});
export type RecordItem = Readonly<z.infer<typeof RecordItem>>;

/** A photo that the server has not received: its sealed bytes, whose key is in the record that names their hash. */
const AttachmentItem = z.strictObject({
  kind: z.literal('attachment'),
  hash: z.string().regex(/^[0-9a-f]{64}$/u),
  recordId: z.uuid(),
  version: z.number().int().min(1),
  areaId: z.string().min(1).max(64),
  registrationNumber: z.string().max(40),
  savedAt: z.iso.datetime(),
  sealed: ByteString,
});
export type AttachmentBackup = Readonly<z.infer<typeof AttachmentItem>>;

/** Running numbers of the laptop, for whoever has to tell what was on it. */
const LaptopItem = z.strictObject({
  kind: z.literal('laptop'),
  registrations: z.number().int(),
  deviceCounter: z.number().int(),
  lastSequence: z.number().int(),
});

/** The last item: what the file must have held. */
const EndItem = z.strictObject({
  kind: z.literal('end'),
  drafts: z.number().int(),
  records: z.number().int(),
  /** Absent in files of version 1. */
  attachments: z.number().int().optional(),
  /** What was too damaged on the laptop to be put in. */
  unreadable: z.number().int(),
});

/** Every key that stands in an item, to be zeroed after use. */
export function keysOf(item: BackupItem): readonly Uint8Array[] {
  return item.kind === 'record'
    ? [item.recordKey, ...item.originals.map((original) => original.recordKey)]
    : [];
}

/** Everything that a backup's chunks hold. */
export const BackupItem = z.discriminatedUnion('kind', [
  DraftItem,
  RecordItem,
  AttachmentItem,
  LaptopItem,
  EndItem,
]);
export type BackupItem = Readonly<z.infer<typeof BackupItem>>;
