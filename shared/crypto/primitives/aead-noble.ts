import { gcm } from '@noble/ciphers/aes.js';
import { chacha20poly1305, xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { copyBytes, type Bytes } from '../../encoding/bytes.ts';
import { checkKeyLength, makeAeadKey, type AeadAlgorithm, type AeadKey } from './aead-key.ts';
import { zeroBytes } from './zero.ts';

const CIPHERS = { A256GCM: gcm, C20P: chacha20poly1305, XC20P: xchacha20poly1305 } as const;

/** A key that lies in this program's own memory and can therefore be overwritten. */
export interface RawAeadKey extends AeadKey {
  /** Overwrites the key; every later call throws or is refused. */
  destroy(): void;
}

/**
 * A key in plain JavaScript (`@noble/ciphers`): for the algorithms that the platform lacks, and the reference
 * for those that it has. AES is better asked of the platform: five to nineteen times as fast, and its keys
 * cannot be exported. Takes a copy of `raw`.
 */
export function nobleAeadKey(algorithm: AeadAlgorithm, raw: Bytes): RawAeadKey {
  checkKeyLength(raw);
  const own = copyBytes(raw);
  let destroyed = false;
  function cipher(nonce: Bytes, aad: Bytes): ReturnType<typeof gcm> {
    if (destroyed) throw new RangeError('this key was destroyed');
    return CIPHERS[algorithm](own, nonce, aad);
  }
  return {
    ...makeAeadKey(algorithm, {
      seal: (nonce, plaintext, aad) => new Uint8Array(cipher(nonce, aad).encrypt(plaintext)),
      open: (nonce, ciphertext, aad) => new Uint8Array(cipher(nonce, aad).decrypt(ciphertext)),
    }),
    destroy() {
      destroyed = true;
      zeroBytes(own);
    },
  };
}
