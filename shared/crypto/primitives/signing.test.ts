import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, flipBit } from '../../../test/support/bytes-arbitrary.ts';
import { importedBytes } from '../../../test/support/watch-bytes.ts';
import { concatBytes, fromHex, toHex, utf8 } from '../../encoding/bytes.ts';
import {
  generateSigningSeed,
  importSigningSeed,
  keyIdOf,
  signBytes,
  verifyBytes,
} from './signing.ts';

const seed32 = bytes({ minLength: 32, maxLength: 32 });

const RFC_8032 = [
  {
    test: 'test 1',
    seed: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    message: '',
    signature:
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  },
  {
    test: 'test 2',
    seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    message: '72',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  },
  {
    test: 'test 3',
    seed: 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    publicKey: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    message: 'af82',
    signature:
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  },
];

describe('Ed25519', () => {
  it.each(RFC_8032)(
    'gives the published signature (RFC 8032 section 7.1, $test)',
    async (vector) => {
      const key = await importSigningSeed(fromHex(vector.seed));
      expect(toHex(key.publicKey)).toBe(vector.publicKey);
      const message = fromHex(vector.message);
      expect(toHex(await signBytes(key, message))).toBe(vector.signature);
      expect(await verifyBytes(key.publicKey, message, fromHex(vector.signature))).toBe(true);
    },
  );

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

  it('takes in no key that could be exported again', async () => {
    const { seed, key } = await generateSigningSeed();
    const keys = await importedBytes(() => verifyBytes(key.publicKey, seed, new Uint8Array(64)));
    expect(keys.map(({ extractable }) => extractable)).toEqual([false]);
  });

  it('answers no to keys and signatures of other lengths instead of throwing', async () => {
    const { key } = await generateSigningSeed();
    const signature = await signBytes(key, utf8('m'));
    expect(await verifyBytes(key.publicKey.slice(1), utf8('m'), signature)).toBe(false);
    expect(await verifyBytes(key.publicKey, utf8('m'), signature.slice(1))).toBe(false);
    const longer = concatBytes(signature, Uint8Array.of(0));
    expect(await verifyBytes(key.publicKey, utf8('m'), longer)).toBe(false);
    const longKey = concatBytes(key.publicKey, Uint8Array.of(0));
    expect(await verifyBytes(longKey, utf8('m'), signature)).toBe(false);
    expect(await verifyBytes(new Uint8Array(0), utf8('m'), signature)).toBe(false);
    expect(await verifyBytes(new Uint8Array(32).fill(255), utf8('m'), signature)).toBe(false);
  });

  it('makes a key that its seed makes again and that cannot be exported', async () => {
    const { seed, key } = await generateSigningSeed();
    const again = await importSigningSeed(seed);
    expect(again.kid).toBe(key.kid);
    expect(again.publicKey).toEqual(key.publicKey);
    expect(key.privateKey.extractable).toBe(false);
    for (const length of [0, 31, 33]) {
      await expect(importSigningSeed(new Uint8Array(length))).rejects.toThrow(
        new RangeError('an Ed25519 seed is 32 bytes'),
      );
    }
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
