import { ed25519 } from '@noble/curves/ed25519.js';
import { toBase64Url, type Bytes } from '../../encoding/bytes.ts';
import { sha256 } from './digest.ts';
import { randomBytes } from './random.ts';

/** An Ed25519 key pair (RFC 8032); `kid` is the key id derived from the public key. */
export interface SigningKey {
  readonly kid: string;
  readonly publicKey: Bytes;
  readonly privateKey: CryptoKey;
}

/** Key id: the first 16 bytes of SHA-256 over the 32-byte public key, base64url. */
export function keyIdOf(publicKey: Uint8Array): string {
  return toBase64Url(sha256(publicKey).slice(0, 16));
}

/** 32 random bytes (RFC 8032 section 5.1.5) and the key pair they stand for. The caller wraps the seed and then zeroes it. */
export async function generateSigningSeed(): Promise<{ seed: Bytes; key: SigningKey }> {
  const seed = randomBytes(32);
  return { seed, key: await importSigningSeed(seed) };
}

/** The non-extractable signing key of a 32-byte seed. */
export async function importSigningSeed(seed: Bytes): Promise<SigningKey> {
  if (seed.length !== 32) throw new RangeError('an Ed25519 seed is 32 bytes');
  const publicKey = new Uint8Array(ed25519.getPublicKey(seed));
  const privateKey = await crypto.subtle.importKey(
    'jwk',
    { kty: 'OKP', crv: 'Ed25519', d: toBase64Url(seed), x: toBase64Url(publicKey) },
    'Ed25519',
    false,
    ['sign'],
  );
  return { kid: keyIdOf(publicKey), publicKey, privateKey };
}

/** 64-byte Ed25519 signature. */
export async function signBytes(key: SigningKey, message: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign('Ed25519', key.privateKey, message));
}

/** Verifies strictly; a malformed key or signature is simply not valid. */
export async function verifyBytes(
  publicKey: Bytes,
  message: Bytes,
  signature: Bytes,
): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', key, signature, message);
  } catch {
    return false;
  }
}
