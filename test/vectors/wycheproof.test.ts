import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { aeadOpen, importAeadKey } from '../../shared/crypto/primitives/aead.ts';
import { hpkeOpen, hpkeSeal, importAgreementSecret } from '../../shared/crypto/primitives/hpke.ts';
import { deriveBytes } from '../../shared/crypto/primitives/kdf.ts';
import { prepareMac } from '../../shared/crypto/primitives/mac.ts';
import { verifyBytes } from '../../shared/crypto/primitives/signing.ts';
import {
  concatBytes,
  fromHex,
  fromUtf8,
  toHex,
  utf8,
  type Bytes,
} from '../../shared/encoding/bytes.ts';
import { x25519PublicKey, sealWithSharedSecret } from './independent-hpke.ts';
import { absence } from '../support/reference-data.ts';
import { readWycheproof, type WycheproofTest } from './wycheproof.ts';

interface Suite {
  readonly file: string;
  readonly name: string;
  /** Which of the file's tests our API can express at all, and the least number of them. */
  readonly applies: (test: WycheproofTest) => boolean;
  readonly atLeast: number;
  /** True when our code takes the test's input and gives its output. */
  readonly accepts: (test: WycheproofTest) => Promise<boolean>;
}

const hex = z.string().transform(fromHex);
const Aead = z.object({
  keySize: z.number(),
  ivSize: z.number(),
  key: hex,
  iv: hex,
  aad: hex,
  msg: hex,
  ct: hex,
  tag: hex,
});
const Mac = z.object({ keySize: z.number(), tagSize: z.number(), key: hex, msg: hex, tag: hex });
const Hkdf = z.object({ ikm: hex, salt: hex, info: hex, size: z.number(), okm: hex });
const Eddsa = z.object({ publicKey: z.object({ pk: hex }), msg: hex, sig: hex });
const Xdh = z.object({ public: hex, private: hex, shared: hex });

const SUITES: readonly Suite[] = [
  {
    file: 'aes_gcm_test.json',
    name: 'AES-256-GCM with 96-bit nonces',
    applies: ({ fields }) => fields['keySize'] === 256 && fields['ivSize'] === 96,
    atLeast: 60,
    accepts: async ({ fields }) => {
      const { key, iv, aad, msg, ct, tag } = Aead.parse(fields);
      try {
        const opened = await aeadOpen(await importAeadKey(key), iv, concatBytes(ct, tag), aad);
        return toHex(opened) === toHex(msg);
      } catch {
        return false;
      }
    },
  },
  {
    file: 'hmac_sha256_test.json',
    name: 'HMAC-SHA256',
    applies: ({ fields }) => Number(fields['keySize']) >= 256,
    atLeast: 160,
    accepts: async ({ fields }) => {
      const { key, msg, tag, tagSize } = Mac.parse(fields);
      return toHex(prepareMac(key)(msg).slice(0, tagSize / 8)) === toHex(tag);
    },
  },
  {
    file: 'hkdf_sha256_test.json',
    name: 'HKDF-SHA256 (32 bytes, info that is text)',
    applies: ({ fields, result }) => result === 'valid' && isText(Hkdf.parse(fields).info),
    atLeast: 30,
    accepts: async ({ fields }) => {
      const { ikm, salt, info, okm } = Hkdf.parse(fields);
      const derived = await deriveBytes(ikm, salt, fromUtf8(info));
      const common = Math.min(derived.length, okm.length);
      return toHex(derived.slice(0, common)) === toHex(okm.slice(0, common));
    },
  },
  {
    file: 'ed25519_test.json',
    name: 'Ed25519 verification',
    applies: () => true,
    atLeast: 150,
    accepts: async ({ fields }) => {
      const { publicKey, msg, sig } = Eddsa.parse(fields);
      return verifyBytes(publicKey.pk, msg, sig);
    },
  },
  {
    file: 'x25519_test.json',
    name: 'X25519 inside HPKE, shared secrets that are not zero',
    applies: ({ fields }) => !isZero(Xdh.parse(fields).shared),
    atLeast: 400,
    accepts: async ({ fields }) => {
      const { public: enc, private: secret, shared } = Xdh.parse(fields);
      const key = await importAgreementSecret(secret, x25519PublicKey(secret));
      const sent = utf8('record key');
      const ct = sealWithSharedSecret({
        shared,
        enc,
        recipient: key.publicKey,
        info: 'use',
        aad: utf8('a'),
        plaintext: sent,
      });
      return toHex(await hpkeOpen(key, { enc, ct }, 'use', utf8('a'))) === toHex(sent);
    },
  },
];

function isText(bytes: Bytes): boolean {
  try {
    fromUtf8(bytes);
    return true;
  } catch {
    return false;
  }
}

function isZero(bytes: Bytes): boolean {
  return bytes.every((byte) => byte === 0);
}

describe.each(SUITES)('Wycheproof: $name', ({ file, applies, atLeast, accepts }) => {
  const all = readWycheproof(file);
  it.skipIf(all === null)(
    `agrees on every test of ${file}${absence(all)}`,
    { timeout: 60_000 },
    async () => {
      const tests = (all ?? []).filter(applies);
      expect(tests.length).toBeGreaterThanOrEqual(atLeast);
      const wrong: string[] = [];
      for (const test of tests) {
        const accepted = await accepts(test);
        if (accepted !== (test.result !== 'invalid'))
          wrong.push(`${String(test.tcId)} ${test.comment}`);
      }
      expect(wrong).toEqual([]);
    },
  );
});

describe('Wycheproof: X25519 with points of small order', () => {
  const all = readWycheproof('x25519_test.json');
  it.skipIf(all === null)(`is refused by sealing and by opening${absence(all)}`, async () => {
    const zero = (all ?? []).filter(({ fields }) => isZero(Xdh.parse(fields).shared));
    expect(zero.length).toBeGreaterThan(5);
    for (const { fields } of zero) {
      const { public: point, private: secret } = Xdh.parse(fields);
      await expect(hpkeSeal(point, utf8('x'), 'use', utf8('a'))).rejects.toThrow();
      const key = await importAgreementSecret(secret, x25519PublicKey(secret));
      const ct = sealWithSharedSecret({
        shared: new Uint8Array(32),
        enc: point,
        recipient: key.publicKey,
        info: 'use',
        aad: utf8('a'),
        plaintext: utf8('x'),
      });
      await expect(hpkeOpen(key, { enc: point, ct }, 'use', utf8('a'))).rejects.toThrow(
        'crypto.open-failed',
      );
    }
  });
});
