import nodeCrypto from 'node:crypto';
import { gcm } from '@noble/ciphers/aes.js';
import { z } from 'zod';
import { createNodeAead, importAeadKey, nobleAeadKey } from '../../shared/crypto/index.ts';
import { toAeadKey } from '../../shared/crypto/primitives/aead.ts';
import { TAG_LENGTH, type AeadKey } from '../../shared/crypto/primitives/aead-key.ts';
import { concatBytes, copyBytes, fromHex, toHex } from '../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { expectSame } from './outcome.ts';
import type { Verdict } from './wycheproof-verdict.ts';

const hex = z.string().transform(fromHex);
const Aead = z.object({
  tagSize: z.number(),
  key: hex,
  iv: hex,
  aad: hex,
  msg: hex,
  ct: hex,
  tag: hex,
});
type Aead = z.infer<typeof Aead>;

/** Opens and seals; a nonce or key that the implementation does not take is a refusal like any other. */
interface Cipher {
  readonly seal: (nonce: Aead['iv'], plaintext: Aead['msg'], aad: Aead['aad']) => unknown;
  readonly open: AeadKey['open'];
}

/** AES-256 with 96-bit nonces through the product's own three; all other sizes through what takes them. */
export async function runAesGcm(fields: unknown): Promise<readonly Verdict[]> {
  const test = Aead.parse(fields);
  if (test.tagSize !== 128) throw new Error(`tags of ${test.tagSize} bits are not supported`);
  const ours = test.key.length === 32 && test.iv.length === 12;
  const ciphers = ours
    ? [
        toAeadKey(await importAeadKey(test.key)),
        createNodeAead(nodeCrypto).importKey(test.key),
        nobleAeadKey('A256GCM', test.key),
      ]
    : [foreignSizes(test)];
  return Promise.all(ciphers.map((cipher) => verdictOf(cipher, test)));
}

/** ChaCha20-Poly1305 and XChaCha20-Poly1305 by the product. */
export async function runChacha(
  algorithm: 'C20P' | 'XC20P',
  fields: unknown,
): Promise<readonly Verdict[]> {
  const test = Aead.parse(fields);
  return [await verdictOf(nobleAeadKey(algorithm, test.key), test)];
}

async function verdictOf(cipher: Cipher, test: Aead): Promise<Verdict> {
  const published = concatBytes(test.ct, test.tag);
  let opened: Uint8Array;
  try {
    opened = await cipher.open(test.iv, published, test.aad);
  } catch (error) {
    if (error instanceof FieldsealError) return 'refused';
    throw error;
  }
  expectSame('the opened message', toHex(opened), toHex(test.msg));
  const sealed = await cipher.seal(test.iv, test.msg, test.aad);
  expectSame('the sealed message', toHex(sealed as Uint8Array), toHex(published));
  return 'accepted';
}

/**
 * AES-GCM with keys and nonces that the product never uses: by noble, which takes nonces from 64 bits on, and by
 * OpenSSL below that. An empty nonce is taken by neither.
 */
function foreignSizes({ key, iv }: Aead): Cipher {
  if (iv.length >= 8) {
    return {
      seal: (nonce, plaintext, aad) => gcm(key, nonce, aad).encrypt(plaintext),
      open: async (nonce, ciphertext, aad) =>
        refusing(() => gcm(key, nonce, aad).decrypt(ciphertext)),
    };
  }
  const name = `aes-${key.length * 8}-gcm` as 'aes-256-gcm';
  return {
    seal(nonce, plaintext, aad) {
      const cipher = nodeCrypto.createCipheriv(name, key, nonce).setAAD(aad);
      return concatBytes(cipher.update(plaintext), cipher.final(), cipher.getAuthTag());
    },
    open: async (nonce, ciphertext, aad) =>
      refusing(() => {
        const cipher = nodeCrypto.createDecipheriv(name, key, nonce).setAAD(aad);
        cipher.setAuthTag(ciphertext.subarray(-TAG_LENGTH));
        return concatBytes(cipher.update(ciphertext.subarray(0, -TAG_LENGTH)), cipher.final());
      }),
  };
}

function refusing(open: () => Uint8Array): Aead['msg'] {
  try {
    return copyBytes(open());
  } catch (cause) {
    throw new FieldsealError('crypto.open-failed', {}, cause);
  }
}
