import { argon2id } from 'hash-wasm';
import { utf8, type Bytes } from '../../encoding/bytes.ts';

/** Argon2id cost (RFC 9106). `memoryKib` never under 65,536, `iterations` never under 3. */
export interface Argon2Cost {
  readonly memoryKib: number;
  readonly iterations: number;
  readonly parallelism: number;
}

/** The lowest cost a slot may have; about 0.3 s on a field laptop. */
export const MINIMUM_ARGON2_COST: Argon2Cost = { memoryKib: 65_536, iterations: 3, parallelism: 1 };

/**
 * 32 bytes from a passphrase by Argon2id (RFC 9106, version 0x13). The passphrase is taken in NFKC so
 * that the same keys typed on another keyboard layout or system give the same bytes.
 * @throws RangeError for a cost under the minimum or a salt under 16 bytes.
 */
export async function stretchPassphrase(
  passphrase: string,
  salt: Bytes,
  cost: Argon2Cost,
): Promise<Bytes> {
  if (
    cost.memoryKib < MINIMUM_ARGON2_COST.memoryKib ||
    cost.iterations < MINIMUM_ARGON2_COST.iterations ||
    salt.length < 16
  ) {
    throw new RangeError('Argon2id cost or salt under the minimum');
  }
  const stretched = await argon2id({
    password: passphrase.normalize('NFKC'),
    salt,
    memorySize: cost.memoryKib,
    iterations: cost.iterations,
    parallelism: cost.parallelism,
    hashLength: 32,
    outputType: 'binary',
  });
  return new Uint8Array(stretched);
}

/** 32 bytes by HKDF-SHA256 (RFC 5869); `info` separates the uses of one secret. */
export async function deriveBytes(secret: Bytes, salt: Bytes, info: string): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  const bits = await crypto.subtle.deriveBits(
    { name: 'HKDF', hash: 'SHA-256', salt, info: utf8(info) },
    key,
    256,
  );
  return new Uint8Array(bits);
}

/** A non-extractable AES-256-GCM key by HKDF-SHA256. */
export async function deriveAeadKey(secret: Bytes, salt: Bytes, info: string): Promise<CryptoKey> {
  const raw = await deriveBytes(secret, salt, info);
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
  raw.fill(0);
  return key;
}
