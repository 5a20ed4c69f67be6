import { concatBytes, type Bytes } from '../../encoding/bytes.ts';
import { AEAD_ALGORITHMS, checkKeyLength, makeAeadKey, type AeadKey } from './aead-key.ts';
import { randomBytes } from './random.ts';

/**
 * A key that seals: the platform's own, which cannot be exported and is the rule in the renderer, or one of
 * another implementation or algorithm.
 */
export type SealingKey = CryptoKey | AeadKey;

/** Nonce length of AES-256-GCM in bytes. */
const NONCE_LENGTH = AEAD_ALGORITHMS.A256GCM.nonceLength;

/** An AES-256-GCM key of the platform. `extractable` only for keys that must be wrapped to somebody else. */
export async function importAeadKey(raw: Bytes, extractable = false): Promise<CryptoKey> {
  checkKeyLength(raw);
  return crypto.subtle.importKey('raw', raw, 'AES-GCM', extractable, ['encrypt', 'decrypt']);
}

/** A platform key (WebCrypto AES-GCM) in the form that all implementations have; others as they are. */
export function toAeadKey(key: SealingKey): AeadKey {
  if ('seal' in key) return key;
  const parameters = (nonce: Bytes, aad: Bytes) => ({
    name: 'AES-GCM',
    iv: nonce,
    additionalData: aad,
  });
  return makeAeadKey('A256GCM', {
    async seal(nonce, plaintext, aad) {
      return new Uint8Array(await crypto.subtle.encrypt(parameters(nonce, aad), key, plaintext));
    },
    async open(nonce, ciphertext, aad) {
      return new Uint8Array(await crypto.subtle.decrypt(parameters(nonce, aad), key, ciphertext));
    },
  });
}

/** Encrypts with a fresh random nonce; answers nonce and ciphertext with its 16-byte tag. */
export async function aeadSeal(
  key: SealingKey,
  plaintext: Bytes,
  aad: Bytes,
): Promise<{ readonly nonce: Bytes; readonly ciphertext: Bytes }> {
  if (aad.length === 0) throw new RangeError('associated data is mandatory');
  const sealing = toAeadKey(key);
  const nonce = randomBytes(AEAD_ALGORITHMS[sealing.algorithm].nonceLength);
  return { nonce, ciphertext: await sealing.seal(nonce, plaintext, aad) };
}

/** Decrypts. @throws FieldsealError `crypto.open-failed` for a wrong key, nonce, AAD or flipped bit. */
export async function aeadOpen(
  key: SealingKey,
  nonce: Bytes,
  ciphertext: Bytes,
  aad: Bytes,
): Promise<Bytes> {
  return toAeadKey(key).open(nonce, ciphertext, aad);
}

/** Wraps key bytes under a platform key: nonce followed by ciphertext. */
export async function wrapBytes(key: CryptoKey, secret: Bytes, aad: Bytes): Promise<Bytes> {
  const { nonce, ciphertext } = await aeadSeal(key, secret, aad);
  return concatBytes(nonce, ciphertext);
}

/** Opens what `wrapBytes` made. @throws FieldsealError `crypto.open-failed`. */
export async function unwrapBytes(key: CryptoKey, wrapped: Bytes, aad: Bytes): Promise<Bytes> {
  return aeadOpen(key, wrapped.slice(0, NONCE_LENGTH), wrapped.slice(NONCE_LENGTH), aad);
}
