import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import type { Bytes } from '../../encoding/bytes.ts';

/** SHA-256 (FIPS 180-4), 32 bytes. Synchronous: manifests hash many small items. */
export function sha256(bytes: Uint8Array): Bytes {
  return new Uint8Array(nobleSha256(bytes));
}

/** The same off the caller's thread: for content of some size. */
export async function digestBytes(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}
