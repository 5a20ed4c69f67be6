import { createCipheriv } from 'node:crypto';
import { gcm } from '@noble/ciphers/aes.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, flipBit } from '../../../test/support/bytes-arbitrary.ts';
import { refusalOf } from '../../../test/support/refusals.ts';
import { concatBytes, utf8 } from '../../encoding/bytes.ts';
import { NONCE_LENGTH, aeadOpen, aeadSeal, importAeadKey, unwrapBytes, wrapBytes } from './aead.ts';

const key32 = bytes({ minLength: 32, maxLength: 32 });
const content = bytes({ maxLength: 300 });
const aad = bytes({ minLength: 1, maxLength: 60 });

describe('AES-256-GCM', () => {
  it('gives the same ciphertext as noble and as OpenSSL, and opens theirs', async () => {
    await fc.assert(
      fc.asyncProperty(key32, content, aad, async (raw, plaintext, bound) => {
        const key = await importAeadKey(raw);
        const { nonce, ciphertext } = await aeadSeal(key, plaintext, bound);
        const noble = Uint8Array.from(gcm(raw, nonce, bound).encrypt(plaintext));
        const cipher = createCipheriv('aes-256-gcm', raw, nonce).setAAD(bound);
        const openssl = Buffer.concat([
          cipher.update(plaintext),
          cipher.final(),
          cipher.getAuthTag(),
        ]);
        expect(ciphertext).toEqual(noble);
        expect(Buffer.from(ciphertext)).toEqual(openssl);
        expect(await aeadOpen(key, nonce, noble, bound)).toEqual(plaintext);
      }),
      { numRuns: 60 },
    );
  });

  it('never seals twice under the same nonce', async () => {
    const key = await importAeadKey(new Uint8Array(32));
    const nonces = new Set<string>();
    for (let i = 0; i < 200; i++) {
      const { nonce } = await aeadSeal(key, utf8('x'), utf8('a'));
      expect(nonce).toHaveLength(NONCE_LENGTH);
      nonces.add(nonce.join());
    }
    expect(nonces.size).toBe(200);
  });

  it('refuses another key, nonce, associated data or any turned bit', async () => {
    const key = await importAeadKey(new Uint8Array(32));
    const bound = utf8('bound');
    const { nonce, ciphertext } = await aeadSeal(key, utf8('secret'), bound);
    const other = await importAeadKey(new Uint8Array(32).fill(1));
    expect(await refusalOf(() => aeadOpen(other, nonce, ciphertext, bound))).toBe(
      'crypto.open-failed',
    );
    expect(await refusalOf(() => aeadOpen(key, nonce, ciphertext, utf8('Bound')))).toBe(
      'crypto.open-failed',
    );
    for (let i = 0; i < nonce.length; i++) {
      expect(await refusalOf(() => aeadOpen(key, flipBit(nonce, i), ciphertext, bound))).toBe(
        'crypto.open-failed',
      );
    }
    for (let i = 0; i < ciphertext.length; i++) {
      for (let bit = 0; bit < 8; bit++) {
        const changed = flipBit(ciphertext, i, bit);
        expect(await refusalOf(() => aeadOpen(key, nonce, changed, bound))).toBe(
          'crypto.open-failed',
        );
      }
    }
  });

  it.each([0, 8, 11, 13, 16])('takes no nonce of %i bytes', async (length) => {
    const key = await importAeadKey(new Uint8Array(32));
    const sealed = new Uint8Array(32);
    expect(await refusalOf(() => aeadOpen(key, new Uint8Array(length), sealed, utf8('a')))).toBe(
      'crypto.open-failed',
    );
  });

  it('takes only 32-byte keys, and no sealing without associated data', async () => {
    await expect(importAeadKey(new Uint8Array(16))).rejects.toThrow(RangeError);
    await expect(importAeadKey(new Uint8Array(33))).rejects.toThrow(RangeError);
    const key = await importAeadKey(new Uint8Array(32));
    await expect(aeadSeal(key, utf8('x'), new Uint8Array(0))).rejects.toThrow(RangeError);
  });

  it('keeps keys from being exported unless they must be', async () => {
    expect((await importAeadKey(new Uint8Array(32))).extractable).toBe(false);
    expect((await importAeadKey(new Uint8Array(32), true)).extractable).toBe(true);
  });
});

describe('wrapped bytes', () => {
  it('open again, at no shorter length', async () => {
    const key = await importAeadKey(new Uint8Array(32).fill(3));
    const wrapped = await wrapBytes(key, utf8('vault key'), utf8('slot'));
    expect(await unwrapBytes(key, wrapped, utf8('slot'))).toEqual(utf8('vault key'));
    for (let length = 0; length < wrapped.length; length++) {
      expect(await refusalOf(() => unwrapBytes(key, wrapped.slice(0, length), utf8('slot')))).toBe(
        'crypto.open-failed',
      );
    }
    expect(
      await refusalOf(() => unwrapBytes(key, concatBytes(wrapped, Uint8Array.of(0)), utf8('slot'))),
    ).toBe('crypto.open-failed');
  });
});
