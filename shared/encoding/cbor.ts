import { decode } from 'cborg';
import { equalBytes, type Bytes } from './bytes.ts';
import { checkCborShape } from './cbor-shape.ts';
import { writeCbor } from './cbor-writer.ts';

/** Far more than a header, an envelope or a signed message has. */
const MOST_ITEMS = 10_000;

/**
 * Deterministic CBOR (RFC 8949 section 4.2.1): equal values give equal bytes, so hashes and signatures
 * over them hold. Properties that are `undefined` are left out.
 */
export function encodeCbor(value: unknown): Bytes {
  return writeCbor(value);
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

/**
 * As `decodeCbor`, for what comes from outside: at most `mostItems` items (keys count too), 64 levels deep, so that a
 * few bytes cannot become a great many objects. @throws Error for anything else.
 */
export function decodeBoundedCbor(bytes: Uint8Array, mostItems: number): unknown {
  checkCborShape(bytes, mostItems);
  return decodeCbor(bytes);
}

/**
 * As `decodeBoundedCbor`, and takes only the bytes that `encodeCbor` would write, so that one value has one hash.
 * Costs an encoding. @throws Error for anything else.
 */
export function decodeDeterministicCbor(bytes: Uint8Array, mostItems = MOST_ITEMS): unknown {
  const value = decodeBoundedCbor(bytes, mostItems);
  // The library takes keys in any order and puts U+FFFD for bytes that are not UTF-8.
  if (!equalBytes(encodeCbor(value), bytes)) throw new TypeError('not deterministic CBOR');
  return value;
}
