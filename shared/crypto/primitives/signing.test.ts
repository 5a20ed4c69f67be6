import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, flipBit } from '../../../test/support/bytes-arbitrary.ts';
import { concatBytes, fromHex, toHex, utf8 } from '../../encoding/bytes.ts';
import {
  generateSigningSeed,
  importSigningSeed,
  keyIdOf,
  signBytes,
  verifyBytes,
} from './signing.ts';

const seed32 = bytes({ minLength: 32, maxLength: 32 });

describe('Ed25519', () => {
  it('gives the published signature (RFC 8032, 7.1, test 2)', async () => {
    const key = await importSigningSeed(
      fromHex('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb'),
    );
    expect(toHex(key.publicKey)).toBe(
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    );
    expect(toHex(await signBytes(key, Uint8Array.of(0x72)))).toBe(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    );
  });

  it('agrees with noble and OpenSSL both ways', async () => {
    await fc.assert(
      fc.asyncProperty(seed32, bytes({ maxLength: 200 }), async (seed, message) => {
        const key = await importSigningSeed(seed);
        const signature = await signBytes(key, message);
        expect(signature).toEqual(Uint8Array.from(ed25519.sign(message, seed)));
        const der = concatBytes(fromHex('302e020100300506032b657004220420'), seed);
        const openssl = createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
        expect(Buffer.from(signature)).toEqual(sign(null, message, openssl));
        expect(verify(null, message, createPublicKey(openssl), signature)).toBe(true);
        expect(await verifyBytes(key.publicKey, message, signature)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('refuses every turned bit of signature, message and key', async () => {
    const { key } = await generateSigningSeed();
    const message = utf8('batch');
    const signature = await signBytes(key, message);
    for (let i = 0; i < 64; i++) {
      expect(await verifyBytes(key.publicKey, message, flipBit(signature, i, i % 8))).toBe(false);
    }
    for (let i = 0; i < 32; i++) {
      expect(await verifyBytes(flipBit(key.publicKey, i, i % 8), message, signature)).toBe(false);
    }
    for (let i = 0; i < message.length; i++) {
      expect(await verifyBytes(key.publicKey, flipBit(message, i), signature)).toBe(false);
    }
  });

  it('answers no to keys and signatures of other lengths instead of throwing', async () => {
    const { key } = await generateSigningSeed();
    const signature = await signBytes(key, utf8('m'));
    expect(await verifyBytes(key.publicKey.slice(1), utf8('m'), signature)).toBe(false);
    expect(await verifyBytes(key.publicKey, utf8('m'), signature.slice(1))).toBe(false);
    expect(await verifyBytes(new Uint8Array(32).fill(255), utf8('m'), signature)).toBe(false);
  });

  it('makes a key that its seed makes again and that cannot be exported', async () => {
    const { seed, key } = await generateSigningSeed();
    const again = await importSigningSeed(seed);
    expect(again.kid).toBe(key.kid);
    expect(again.publicKey).toEqual(key.publicKey);
    expect(key.privateKey.extractable).toBe(false);
    await expect(importSigningSeed(seed.slice(1))).rejects.toThrow(RangeError);
  });

  it('names keys by 22 characters that differ for different keys', () => {
    fc.assert(
      fc.property(seed32, seed32, (a, b) => {
        expect(keyIdOf(a)).toMatch(/^[\w-]{22}$/u);
        expect(keyIdOf(a) === keyIdOf(b)).toBe(toHex(a) === toHex(b));
      }),
    );
  });
});
