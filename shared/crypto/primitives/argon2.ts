import { argon2idAsync } from '@noble/hashes/argon2.js';
import { argon2id } from 'hash-wasm';
import { utf8, type Bytes } from '../../encoding/bytes.ts';
import { zeroBytes } from './zero.ts';

/** Argon2id cost (RFC 9106). `memoryKib` never under 65,536, `iterations` never under 3. */
export interface Argon2Cost {
  readonly memoryKib: number;
  readonly iterations: number;
  readonly parallelism: number;
}

/** The lowest cost a slot may have; about 0.3 s on a field laptop. */
export const MINIMUM_ARGON2_COST: Argon2Cost = { memoryKib: 65_536, iterations: 3, parallelism: 1 };

/**
 * The highest: a cost is read from disk before anything vouches for it, and a made-up one must not hang the
 * laptop or take all its memory.
 */
const MAXIMUM_ARGON2_COST: Argon2Cost = {
  memoryKib: 1_048_576,
  iterations: 64,
  parallelism: 16,
};

const MINIMUM_SALT_LENGTH = 16;
const OUTPUT_LENGTH = 32;

/** One implementation of Argon2id, version 0x13, of 32 bytes; takes any cost that RFC 9106 allows. */
export type Argon2Engine = (password: Bytes, salt: Bytes, cost: Argon2Cost) => Promise<Bytes>;

/** In WebAssembly: three times as fast as the plain one, and refused by hosts whose policy forbids it. */
export async function wasmArgon2(password: Bytes, salt: Bytes, cost: Argon2Cost): Promise<Bytes> {
  const stretched = await argon2id({
    password,
    salt,
    memorySize: cost.memoryKib,
    iterations: cost.iterations,
    parallelism: cost.parallelism,
    hashLength: OUTPUT_LENGTH,
    outputType: 'binary',
  });
  return new Uint8Array(stretched);
}

/** In plain JavaScript. */
export async function plainArgon2(password: Bytes, salt: Bytes, cost: Argon2Cost): Promise<Bytes> {
  const stretched = await argon2idAsync(password, salt, {
    m: cost.memoryKib,
    t: cost.iterations,
    p: cost.parallelism,
    dkLen: OUTPUT_LENGTH,
  });
  return new Uint8Array(stretched);
}

/**
 * 32 bytes from a passphrase by Argon2id (RFC 9106, version 0x13). The passphrase is taken in NFKC so
 * that the same keys typed on another keyboard layout or system give the same bytes. Where the first of
 * `engines` cannot run, the next one does: they give the same bytes.
 * @throws RangeError for a cost outside the limits or a salt under 16 bytes.
 */
export async function stretchPassphrase(
  passphrase: string,
  salt: Bytes,
  cost: Argon2Cost,
  engines: readonly [Argon2Engine, Argon2Engine] = [wasmArgon2, plainArgon2],
): Promise<Bytes> {
  if (salt.length < MINIMUM_SALT_LENGTH || !isWithinLimits(cost)) {
    throw new RangeError('Argon2id cost or salt outside the limits');
  }
  const password = utf8(passphrase.normalize('NFKC'));
  const [first, second] = engines;
  try {
    // Whatever stops WebAssembly (policy, an old engine, no memory for its one block): the other answers or says why.
    return await first(password, salt, cost).catch(() => second(password, salt, cost));
  } finally {
    zeroBytes(password);
  }
}

function isWithinLimits(cost: Argon2Cost): boolean {
  return (['memoryKib', 'iterations', 'parallelism'] as const).every(
    (part) =>
      Number.isInteger(cost[part]) &&
      cost[part] >= MINIMUM_ARGON2_COST[part] &&
      cost[part] <= MAXIMUM_ARGON2_COST[part],
  );
}
