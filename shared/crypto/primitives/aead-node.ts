import { concatBytes, copyBytes, type Bytes } from '../../encoding/bytes.ts';
import { checkKeyLength, makeAeadKey, TAG_LENGTH, type AeadKey } from './aead-key.ts';

const CIPHER = 'aes-256-gcm';

/**
 * The part of `node:crypto` that is needed. It is handed in, because `shared` runs in browsers too and imports
 * nothing of Node: `createNodeAead(crypto)` after `import crypto from 'node:crypto'`.
 */
export interface NodeCiphers {
  createCipheriv(
    name: typeof CIPHER,
    key: Uint8Array,
    nonce: Uint8Array,
    options: { readonly authTagLength: number },
  ): NodeCipher & { getAuthTag(): Uint8Array };
  createDecipheriv(
    name: typeof CIPHER,
    key: Uint8Array,
    nonce: Uint8Array,
    options: { readonly authTagLength: number },
  ): NodeCipher & { setAuthTag(tag: Uint8Array): unknown };
}
interface NodeCipher {
  setAAD(aad: Uint8Array): unknown;
  update(bytes: Uint8Array): Uint8Array;
  final(): Uint8Array;
}

/** Makes AES-256-GCM keys from 32 raw bytes. */
export interface NodeAead {
  importKey(raw: Bytes): AeadKey;
}

/**
 * AES-256-GCM over Node's own cipher, for server and desktop shell: there WebCrypto hands every call to
 * another thread, which for a record of 1 kB costs five times the work itself.
 */
export function createNodeAead(node: NodeCiphers): NodeAead {
  const options = { authTagLength: TAG_LENGTH };
  return {
    importKey(raw) {
      checkKeyLength(raw);
      const key = copyBytes(raw);
      return makeAeadKey('A256GCM', {
        seal(nonce, plaintext, aad) {
          const cipher = node.createCipheriv(CIPHER, key, nonce, options);
          cipher.setAAD(aad);
          return concatBytes(cipher.update(plaintext), cipher.final(), cipher.getAuthTag());
        },
        open(nonce, ciphertext, aad) {
          const end = ciphertext.length - TAG_LENGTH;
          const cipher = node.createDecipheriv(CIPHER, key, nonce, options);
          cipher.setAAD(aad);
          cipher.setAuthTag(ciphertext.subarray(end));
          return concatBytes(cipher.update(ciphertext.subarray(0, end)), cipher.final());
        },
      });
    },
  };
}
