import type { Bytes } from '../../encoding/bytes.ts';

/** `length` bytes from the platform's cryptographic generator (at most 65,536 at once). */
export function randomBytes(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length));
}

/** A random UUID (version 4, RFC 9562). */
export function randomId(): string {
  return crypto.randomUUID();
}
