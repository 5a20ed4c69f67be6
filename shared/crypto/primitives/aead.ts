import { FieldsealError } from '../../errors/fieldseal-error.ts';
import { concatBytes, type Bytes } from '../../encoding/bytes.ts';
import { randomBytes } from './random.ts';

/** Nonce length in bytes: 96 bits, the only length all our implementations agree on (NIST SP 800-38D). */
export const NONCE_LENGTH = 12;

/** An AES-256-GCM key. `extractable` only for keys that must be wrapped to somebody else. */
export async function importAeadKey(raw: Bytes, extractable = false): Promise<CryptoKey> {
  if (raw.length !== 32) throw new RangeError('an AES-256 key is 32 bytes');
  return crypto.subtle.importKey('raw', raw, 'AES-GCM', extractable, ['encrypt', 'decrypt']);
}

/** Encrypts with a fresh random nonce; answers nonce and ciphertext with its 16-byte tag. */
export async function aeadSeal(
  key: CryptoKey,
  plaintext: Bytes,
  aad: Bytes,
): Promise<{ readonly nonce: Bytes; readonly ciphertext: Bytes }> {
  if (aad.length === 0) throw new RangeError('associated data is mandatory');
  const nonce = randomBytes(NONCE_LENGTH);
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: nonce, additionalData: aad },
    key,
    plaintext,
  );
  return { nonce, ciphertext: new Uint8Array(sealed) };
}

/** Decrypts. @throws FieldsealError `crypto.open-failed` for a wrong key, nonce, AAD or flipped bit. */
export async function aeadOpen(
  key: CryptoKey,
  nonce: Bytes,
  ciphertext: Bytes,
  aad: Bytes,
): Promise<Bytes> {
  if (nonce.length !== NONCE_LENGTH) throw new FieldsealError('crypto.open-failed');
  try {
    return new Uint8Array(
      await crypto.subtle.decrypt(
        { name: 'AES-GCM', iv: nonce, additionalData: aad },
        key,
        ciphertext,
      ),
    );
  } catch (cause) {
    throw new FieldsealError('crypto.open-failed', {}, cause);
  }
}

/** Wraps key bytes: nonce followed by ciphertext. */
export async function wrapBytes(key: CryptoKey, secret: Bytes, aad: Bytes): Promise<Bytes> {
  const { nonce, ciphertext } = await aeadSeal(key, secret, aad);
  return concatBytes(nonce, ciphertext);
}

/** Opens what `wrapBytes` made. @throws FieldsealError `crypto.open-failed`. */
export async function unwrapBytes(key: CryptoKey, wrapped: Bytes, aad: Bytes): Promise<Bytes> {
  return aeadOpen(key, wrapped.slice(0, NONCE_LENGTH), wrapped.slice(NONCE_LENGTH), aad);
}
