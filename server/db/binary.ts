import { copyBytes, fromBase64Url, type Bytes } from '../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';

/** Column bytes with a buffer of their own: pg's point into the receive buffer of a whole answer. */
export function ownBytes(column: Uint8Array): Bytes {
  return copyBytes(column);
}

/** Column bytes as base64url text. */
export function columnToText(column: Uint8Array): string {
  return Buffer.from(column.buffer, column.byteOffset, column.byteLength).toString('base64url');
}

/** Bytes of a base64url text from a request. @throws FieldsealError `server.input-invalid`. */
export function textToBytes(text: string, field: string): Bytes {
  try {
    return fromBase64Url(text);
  } catch (cause) {
    throw new FieldsealError('server.input-invalid', { field }, cause);
  }
}
