/**
 * Stands in for `hash-wasm` while the vault's key code is mutated: it depends on the same inputs, and costs nothing.
 * Argon2id itself is tested, and mutated, with the cryptographic core.
 */
import { createHash } from 'node:crypto';

interface Argon2Options {
  readonly password: Uint8Array;
  readonly salt: Uint8Array;
  readonly memorySize: number;
  readonly iterations: number;
  readonly parallelism: number;
}

export function argon2id(options: Argon2Options): Promise<Uint8Array> {
  const { password, salt, memorySize, iterations, parallelism } = options;
  const hash = createHash('sha256').update(salt);
  hash.update([memorySize, iterations, parallelism].join());
  return Promise.resolve(new Uint8Array(hash.update(password).digest()));
}
