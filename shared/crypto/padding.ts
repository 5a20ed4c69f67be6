import { FieldsealError } from '../errors/fieldseal-error.ts';
import type { Bytes } from '../encoding/bytes.ts';

/** First byte of padded content. Content that was sealed before there was padding begins with a CBOR map or is a key. */
const PADDED = 0x01;
const HEAD_LENGTH = 5;

/**
 * `content` with its length in front and zeros behind, as long as a multiple of `block` bytes: a ciphertext is as long
 * as what it hides, and the length of a name tells common names apart. The caller zeroes both.
 */
export function pad(content: Uint8Array, block: number): Bytes {
  const padded = new Uint8Array(Math.ceil((content.length + HEAD_LENGTH) / block) * block);
  padded[0] = PADDED;
  new DataView(padded.buffer).setUint32(1, content.length);
  padded.set(content, HEAD_LENGTH);
  return padded;
}

/** Whether `pad` made the bytes, for content that never begins with its first byte. */
export function isPadded(bytes: Uint8Array): boolean {
  return bytes[0] === PADDED;
}

/** The content of padded bytes, a copy. @throws FieldsealError `crypto.input-invalid` for bytes that `pad` does not make. */
export function unpad(padded: Bytes): Bytes {
  const view = new DataView(padded.buffer, padded.byteOffset, padded.length);
  const length = padded.length >= HEAD_LENGTH ? view.getUint32(1) : Infinity;
  const end = HEAD_LENGTH + length;
  if (!isPadded(padded) || end > padded.length || padded.subarray(end).some((byte) => byte !== 0)) {
    throw new FieldsealError('crypto.input-invalid');
  }
  return padded.slice(HEAD_LENGTH, end);
}
