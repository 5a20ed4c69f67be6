import { decode, encode, rfc8949EncodeOptions } from 'cborg';
import { copyBytes, type Bytes } from './bytes.ts';

/**
 * Deterministic CBOR (RFC 8949 section 4.2.1): equal values give equal bytes, so hashes and signatures
 * over them hold. Properties that are `undefined` are left out.
 */
export function encodeCbor(value: unknown): Bytes {
  return copyBytes(encode(value, { ...rfc8949EncodeOptions, ignoreUndefinedProperties: true }));
}

/**
 * Strict decoding: no indefinite lengths, no duplicate keys, no trailing bytes, no NaN. The caller
 * validates the shape (zod). @throws Error for anything malformed.
 */
export function decodeCbor(bytes: Uint8Array): unknown {
  return decode(bytes, {
    strict: true,
    allowIndefinite: false,
    allowUndefined: false,
    allowInfinity: false,
    allowNaN: false,
    rejectDuplicateMapKeys: true,
  });
}
