import { concatBytes, equalBytes, utf8, type Bytes } from '../encoding/bytes.ts';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import { BATCH_MAGIC, LARGEST_BATCH } from './batch-file.ts';
import { frame } from './framing.ts';
import { RECEIPT_MAGIC } from './receipt-file.ts';

/** What a file on a stick holds: batches on their way out, or receipts on their way back. */
export type StickKind = 'batches' | 'receipts';

/** Version of both containers; the last byte of the magic. */
const STICK_VERSION = 1;
/** First eight bytes of `.fsbatches` and `.fsreceipts`. */
const MAGICS: Readonly<Record<StickKind, Bytes>> = {
  batches: utf8(`FSBTCHS${String.fromCharCode(STICK_VERSION)}`),
  receipts: utf8(`FSRCPTS${String.fromCharCode(STICK_VERSION)}`),
};
const SINGLE_MAGICS: Readonly<Record<StickKind, Bytes>> = {
  batches: BATCH_MAGIC,
  receipts: RECEIPT_MAGIC,
};
const KINDS: readonly StickKind[] = ['batches', 'receipts'];
const MAGIC_BYTES = 8;
const NUMBER_BYTES = 4;

/**
 * Files in one container: more than a laptop ever writes, whose batches are of 3 kB at least in files of 250 MB. A stick may
 * come from anybody, and each part is a read of its own.
 */
const MOST_PARTS = 100_000;

/** A file that is read piece by piece. */
export interface StickSource {
  readonly size: number;
  /** Bytes from `start` up to `end` (exclusive). */
  read(start: number, end: number): Promise<Bytes>;
}

/** Where a batch or receipt stands in a file: first byte, and the byte behind its last. */
export interface StickPart {
  readonly start: number;
  readonly end: number;
}

/** A file whose outline was read: what it holds and where. Nothing in it is verified yet. */
export interface StickOutline {
  readonly kind: StickKind;
  readonly parts: readonly StickPart[];
}

/** The front of a container of `count` files; each of them follows as `stickPart` frames it. */
export function stickHead(kind: StickKind, count: number): Bytes {
  return concatBytes(MAGICS[kind], uint32(count));
}

/** A batch or receipt, the very bytes of its file, as it stands in a container. */
export function stickPart(file: Uint8Array): Bytes {
  return frame(file);
}

/**
 * Reads a container's outline: only lengths, so that a copy which broke off is found out at once, however large it is.
 * A single `.fsbatch` or `.fsreceipt` is taken as a container of one.
 * @throws FieldsealError `courier.unknown-file`, `courier.newer`, `courier.truncated` with the files `expected` and
 * `found` whole, `courier.damaged`; and what `source` throws.
 */
export async function outlineStick(source: StickSource): Promise<StickOutline> {
  const magic = await source.read(0, Math.min(MAGIC_BYTES, source.size));
  const single = KINDS.find((kind) => equalBytes(magic, SINGLE_MAGICS[kind]));
  if (single !== undefined) {
    if (source.size > LARGEST_BATCH) throw new FieldsealError('courier.damaged');
    return { kind: single, parts: [{ start: 0, end: source.size }] };
  }
  const kind = kindOf(magic);
  const count = await readUint32(source, MAGIC_BYTES);
  if (count === null) throw new FieldsealError('courier.truncated', { expected: 1, found: 0 });
  const parts: StickPart[] = [];
  let offset = MAGIC_BYTES + NUMBER_BYTES;
  while (parts.length < count) {
    if (parts.length >= MOST_PARTS) throw new FieldsealError('courier.damaged');
    const length = await readUint32(source, offset);
    const start = offset + NUMBER_BYTES;
    if (length !== null && (length === 0 || length > LARGEST_BATCH)) {
      throw new FieldsealError('courier.damaged');
    }
    offset = start + (length ?? 0);
    if (length === null || offset > source.size) {
      throw new FieldsealError('courier.truncated', { expected: count, found: parts.length });
    }
    parts.push({ start, end: offset });
  }
  if (parts.length === 0 || offset !== source.size) throw new FieldsealError('courier.damaged');
  return { kind, parts };
}

function kindOf(magic: Bytes): StickKind {
  const named = KINDS.find((kind) => equalBytes(magic.slice(0, -1), MAGICS[kind].slice(0, -1)));
  const version = magic[MAGIC_BYTES - 1];
  if (named === undefined || version === undefined || version === 0) {
    throw new FieldsealError('courier.unknown-file');
  }
  if (version !== STICK_VERSION) {
    throw new FieldsealError('courier.newer', { found: version, known: STICK_VERSION });
  }
  return named;
}

async function readUint32(source: StickSource, at: number): Promise<number | null> {
  if (at + NUMBER_BYTES > source.size) return null;
  const bytes = await source.read(at, at + NUMBER_BYTES);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
}

function uint32(value: number): Bytes {
  const bytes = new Uint8Array(NUMBER_BYTES);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
