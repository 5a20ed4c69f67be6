import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { Bytes } from '../../encoding/bytes.ts';

/**
 * HMAC-SHA256 (RFC 2104) prepared once for a key: a blind index computes many short values, and the
 * prepared form is as fast as WebCrypto there without a promise for each.
 * @throws RangeError for a key under 32 bytes.
 */
export function prepareMac(key: Bytes): (message: Bytes) => Bytes {
  if (key.length < 32) throw new RangeError('an index key is at least 32 bytes');
  const keyed = hmac.create(sha256, key);
  const used = keyed.clone();
  // The keyed state is written over the used one: making a new one takes longer than hashing a name.
  return (message) => {
    const tag = new Uint8Array(keyed.outputLen);
    keyed._cloneInto(used).update(message).digestInto(tag);
    return tag;
  };
}

/** HMAC-SHA256 (RFC 2104) under a key of any length, for what others have made; our own keys take `prepareMac`. */
export function hmacSha256(key: Bytes, message: Bytes): Bytes {
  return new Uint8Array(hmac(sha256, key, message));
}
