import { expand, extract } from '@noble/hashes/hkdf.js';
import type { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8, type Bytes } from '../../shared/encoding/bytes.ts';

/** The hashes that the RFC's suites have. */
export type Hash = typeof sha256 | typeof sha384 | typeof sha512;

/** `labeled*` of section 4 for one suite and hash. */
export function labelling(suite: Bytes, hash: Hash) {
  return {
    extract: (salt: Bytes, label: string, material: Bytes): Bytes =>
      Uint8Array.from(
        extract(hash, concatBytes(utf8('HPKE-v1'), suite, utf8(label), material), salt),
      ),
    expand: (key: Bytes, label: string, info: Bytes, length: number): Bytes => {
      const labelled = concatBytes(twoBytes(length), utf8('HPKE-v1'), suite, utf8(label), info);
      return Uint8Array.from(expand(hash, key, labelled, length));
    },
  };
}

/** Two bytes, the higher first (I2OSP). */
export function twoBytes(value: number): Bytes {
  return Uint8Array.of(value >> 8, value & 255);
}
