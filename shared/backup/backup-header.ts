import { z } from 'zod';
import { copyBytes, utf8, type Bytes } from '../encoding/bytes.ts';
import { decodeDeterministicCbor, encodeCbor } from '../encoding/cbor.ts';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import { frame } from '../sync/framing.ts';

/** First eight bytes of every `.fsbackup`. */
export const BACKUP_MAGIC = utf8('FSBKUP\u0000\u0001');

/** Version of the file format that this code writes, and the newest that it reads. */
export const BACKUP_FORMAT_VERSION = 2;

/** In associated data, where nothing has changed since the first version: files of before still open. */
export const BACKUP_BINDING_VERSION = 1;

/** Bounds of a foreign file: a header or a cost beyond them is no honest one. */
export const LARGEST_HEADER = 256 * 1024;
const LARGEST_MEMORY_KIB = 1024 * 1024;
const MOST_ITERATIONS = 20;
const MOST_LANES = 16;

const Wrapped = z.instanceof(Uint8Array).refine((bytes) => bytes.length === 60, '12 + 32 + 16');

/** One way to the backup's key. The bundle of `recovery` is opaque here. */
export const BackupSlot = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('passphrase'),
    cost: z.strictObject({
      memoryKib: z.number().int().max(LARGEST_MEMORY_KIB),
      iterations: z.number().int().max(MOST_ITERATIONS),
      parallelism: z.number().int().min(1).max(MOST_LANES),
    }),
    salt: z.instanceof(Uint8Array).refine((bytes) => bytes.length === 32),
    wrappedKey: Wrapped,
  }),
  /** Under a key of the vault that made the backup: for looking into it on the same laptop. */
  z.strictObject({ kind: z.literal('vault'), wrappedKey: Wrapped }),
  z.strictObject({ kind: z.literal('recovery'), bundle: z.instanceof(Uint8Array) }),
]);
export type BackupSlot = Readonly<z.infer<typeof BackupSlot>>;

/** What a slot and every chunk are bound to. */
export interface BackupIdentity {
  readonly backupId: string;
  readonly programmeId: string;
  readonly operatorId: string;
  readonly deviceId: string;
}

/** What stands readable at the front of a backup: no registrant's data, no name. */
export const BackupHeader = z.strictObject({
  formatVersion: z.literal([1, BACKUP_FORMAT_VERSION]),
  backupId: z.uuid(),
  programmeId: z.string().min(1).max(64),
  operatorId: z.string().min(1).max(128),
  deviceId: z.string().min(1).max(64),
  deviceCode: z.string().regex(/^[A-Z0-9]{4}$/u),
  createdAt: z.iso.datetime(),
  /** How many of each were there when the backup was begun; the sealed end says how many are in it. */
  counts: z.strictObject({
    drafts: z.number().int().min(0),
    records: z.number().int().min(0),
  }),
  slots: z.array(BackupSlot).min(1).max(8),
});
export type BackupHeader = Readonly<z.infer<typeof BackupHeader>>;

/** Magic and framed header: the bytes that the file begins with. */
export function encodeBackupHeader(header: BackupHeader): {
  readonly head: Bytes;
  readonly file: Bytes;
} {
  const head = encodeCbor(BackupHeader.parse(header));
  const framed = frame(head);
  const file = new Uint8Array(BACKUP_MAGIC.length + framed.length);
  file.set(BACKUP_MAGIC);
  file.set(framed, BACKUP_MAGIC.length);
  return { head, file };
}

/**
 * The header of its CBOR bytes. It is believed only once a chunk has opened: every chunk is bound to its hash.
 * @throws FieldsealError `backup.newer` for a later format, `backup.damaged`.
 */
export function parseBackupHeader(head: Uint8Array): BackupHeader {
  let value: unknown;
  try {
    value = decodeDeterministicCbor(head);
  } catch (cause) {
    throw new FieldsealError('backup.damaged', { part: 'header' }, cause);
  }
  const version = (value as { readonly formatVersion?: unknown } | null)?.formatVersion;
  if (typeof version === 'number' && version > BACKUP_FORMAT_VERSION) {
    throw new FieldsealError('backup.newer', { found: version, known: BACKUP_FORMAT_VERSION });
  }
  const parsed = BackupHeader.safeParse(value);
  if (!parsed.success) throw new FieldsealError('backup.damaged', { part: 'header' }, parsed.error);
  return parsed.data;
}

/** Associated data of a slot of `kind`: a wrapped key is worth nothing in another backup. */
export function backupSlotAad(kind: BackupSlot['kind'], identity: BackupIdentity): Bytes {
  return encodeCbor([
    'fieldseal-backup-slot',
    BACKUP_BINDING_VERSION,
    kind,
    identity.backupId,
    identity.programmeId,
    identity.operatorId,
    identity.deviceId,
  ]);
}

/** The slot of this kind, with byte arrays of its own. */
export function findBackupSlot<Kind extends BackupSlot['kind']>(
  header: BackupHeader,
  kind: Kind,
): Extract<BackupSlot, { readonly kind: Kind }> | null {
  const found = header.slots.find((slot) => slot.kind === kind);
  return found === undefined ? null : (found as Extract<BackupSlot, { readonly kind: Kind }>);
}

/** The wrapped key of a slot, as WebCrypto takes it. */
export function wrappedKeyOf(slot: { readonly wrappedKey: Uint8Array }): Bytes {
  return copyBytes(slot.wrappedKey);
}
