import { randomBytes, sha256 } from '../../shared/crypto/index.ts';
import { toHex, type Bytes } from '../../shared/encoding/bytes.ts';

/** Large ones are random at both ends alone. */
const RANDOM_BYTES = 1000;

/** Bytes for an object store, unlike any others, and their address. */
export function randomObject(size: number): { readonly address: string; readonly bytes: Bytes } {
  const bytes = new Uint8Array(size);
  const random = randomBytes(Math.min(size, RANDOM_BYTES));
  bytes.set(random);
  bytes.set(random, size - random.length);
  return { address: addressOf(bytes), bytes };
}

/** The address under which a store has these bytes; of nothing, none that is put. */
export function addressOf(bytes: Bytes | undefined): string {
  return bytes === undefined ? '' : toHex(sha256(bytes));
}
