import { FieldsealError } from '../../errors/fieldseal-error.ts';
import type { Bytes } from '../../encoding/bytes.ts';

/**
 * The AEAD algorithms, closed, with their nonce length in bytes. AES-256-GCM (NIST SP 800-38D) takes 96 bits
 * only: at other lengths implementations differ. ChaCha20-Poly1305 is RFC 8439; XChaCha20-Poly1305
 * (draft-irtf-cfrg-xchacha-03) has a nonce so long that random ones never meet under one key.
 */
export const AEAD_ALGORITHMS = {
  A256GCM: { nonceLength: 12 },
  C20P: { nonceLength: 12 },
  XC20P: { nonceLength: 24 },
} as const;
export type AeadAlgorithm = keyof typeof AEAD_ALGORITHMS;

/** Length of every key and every tag, in bytes. */
const KEY_LENGTH = 32;
export const TAG_LENGTH = 16;

/**
 * A key of one algorithm in one implementation. Every implementation gives the same bytes for the same
 * input and refuses the same input.
 */
export interface AeadKey {
  readonly algorithm: AeadAlgorithm;
  /** Ciphertext followed by its 16-byte tag. A nonce is for one message only. @throws RangeError for its length. */
  seal(nonce: Bytes, plaintext: Bytes, aad: Bytes): Promise<Bytes>;
  /** @throws FieldsealError `crypto.open-failed` for a wrong key, nonce, AAD or any turned bit. */
  open(nonce: Bytes, ciphertext: Bytes, aad: Bytes): Promise<Bytes>;
}

/** What an implementation has to do itself. */
interface AeadWork {
  seal(nonce: Bytes, plaintext: Bytes, aad: Bytes): Promise<Bytes> | Bytes;
  /** Throws anything when the tag is wrong. */
  open(nonce: Bytes, ciphertext: Bytes, aad: Bytes): Promise<Bytes> | Bytes;
}

/** A key over `work`, with the checks and the one refusal that are alike for all implementations. */
export function makeAeadKey(algorithm: AeadAlgorithm, work: AeadWork): AeadKey {
  const { nonceLength } = AEAD_ALGORITHMS[algorithm];
  return {
    algorithm,
    async seal(nonce, plaintext, aad) {
      if (nonce.length !== nonceLength) throw new RangeError(`a nonce is ${nonceLength} bytes`);
      return work.seal(nonce, plaintext, aad);
    },
    async open(nonce, ciphertext, aad) {
      if (nonce.length !== nonceLength || ciphertext.length < TAG_LENGTH) {
        throw new FieldsealError('crypto.open-failed');
      }
      try {
        return await work.open(nonce, ciphertext, aad);
      } catch (cause) {
        throw new FieldsealError('crypto.open-failed', {}, cause);
      }
    },
  };
}

/** @throws RangeError for raw bytes that are no key. */
export function checkKeyLength(raw: Uint8Array): void {
  if (raw.length !== KEY_LENGTH) throw new RangeError('an AEAD key is 32 bytes');
}
