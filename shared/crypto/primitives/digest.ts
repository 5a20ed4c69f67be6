import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import type { Bytes } from '../../encoding/bytes.ts';

/** SHA-256 (FIPS 180-4), 32 bytes. Synchronous: manifests hash many small items. */
export function sha256(bytes: Uint8Array): Bytes {
  return new Uint8Array(nobleSha256(bytes));
}
