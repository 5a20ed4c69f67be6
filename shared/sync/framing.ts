import { concatBytes, copyBytes, equalBytes, type Bytes } from '../encoding/bytes.ts';
import { FieldsealError } from '../errors/fieldseal-error.ts';

/** Twenty times as many as the largest batch has: a file of nothing but lengths must not become millions of parts. */
const MOST_PARTS = 20_000;

/** A part's bytes behind their length (4 bytes, big-endian). */
export function frame(part: Uint8Array): Bytes {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, part.length);
  return concatBytes(length, part);
}

/**
 * The framed parts behind the magic bytes.
 * @throws FieldsealError `sync.batch-malformed` for another magic or more than 20,000 parts, `sync.batch-truncated`
 * when the file ends inside a part.
 */
export function readFrames(magic: Bytes, bytes: Bytes): readonly Bytes[] {
  if (!equalBytes(bytes.slice(0, magic.length), magic)) {
    throw new FieldsealError(
      equalBytes(bytes, magic.slice(0, bytes.length))
        ? 'sync.batch-truncated'
        : 'sync.batch-malformed',
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Bytes[] = [];
  for (let offset = magic.length; offset < bytes.length;) {
    if (offset + 4 > bytes.length) throw new FieldsealError('sync.batch-truncated');
    const end = offset + 4 + view.getUint32(offset);
    if (end > bytes.length) throw new FieldsealError('sync.batch-truncated');
    if (parts.length === MOST_PARTS) throw new FieldsealError('sync.batch-malformed');
    parts.push(copyBytes(bytes.subarray(offset + 4, end)));
    offset = end;
  }
  return parts;
}
