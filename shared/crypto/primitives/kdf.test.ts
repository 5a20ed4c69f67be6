import { hkdfSync } from 'node:crypto';
import { argon2id } from '@noble/hashes/argon2.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes } from '../../../test/support/bytes-arbitrary.ts';
import { fromHex, toHex, utf8 } from '../../encoding/bytes.ts';
import { aeadOpen, aeadSeal, importAeadKey } from './aead.ts';
import { MINIMUM_ARGON2_COST, deriveAeadKey, deriveBytes, stretchPassphrase } from './kdf.ts';

const SALT = fromHex('000102030405060708090a0b0c0d0e0f');

describe('Argon2id', () => {
  it('gives what the reference implementation gives', { timeout: 60_000 }, async () => {
    const password = 'correct horse بطارية';
    const expected = argon2id(password, SALT, { m: 65_536, t: 3, p: 1, dkLen: 32, version: 0x13 });
    expect(await stretchPassphrase(password, SALT, MINIMUM_ARGON2_COST)).toEqual(
      Uint8Array.from(expected),
    );
  });

  it('takes a passphrase in NFKC, whichever way a keyboard writes it', async () => {
    const composed = await stretchPassphrase('café ﬁeld', SALT, MINIMUM_ARGON2_COST);
    const decomposed = await stretchPassphrase('cafe\u0301 field', SALT, MINIMUM_ARGON2_COST);
    expect(decomposed).toEqual(composed);
    expect(await stretchPassphrase('cafe field', SALT, MINIMUM_ARGON2_COST)).not.toEqual(composed);
  });

  it.each([
    ['too little memory', { memoryKib: 65_535 }, SALT],
    ['too few iterations', { iterations: 2 }, SALT],
    ['a salt under 16 bytes', {}, SALT.slice(1)],
  ])('refuses %s', async (_what, lower, salt) => {
    await expect(
      stretchPassphrase('x', salt, { ...MINIMUM_ARGON2_COST, ...lower }),
    ).rejects.toThrow(RangeError);
  });
});

describe('HKDF-SHA256', () => {
  it('gives the first 32 bytes of the published example (RFC 5869, A.3)', async () => {
    const secret = fromHex('0b'.repeat(22));
    expect(toHex(await deriveBytes(secret, new Uint8Array(0), ''))).toBe(
      '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d',
    );
  });

  it('gives what OpenSSL gives, for any text as info', async () => {
    await fc.assert(
      fc.asyncProperty(
        bytes({ minLength: 1 }),
        bytes(),
        fc.string({ unit: 'grapheme', maxLength: 80 }),
        async (secret, salt, info) => {
          const expected = hkdfSync('sha256', secret, salt, utf8(info), 32);
          expect(Buffer.from(await deriveBytes(secret, salt, info))).toEqual(Buffer.from(expected));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('derives an AEAD key of those very bytes that cannot be exported', async () => {
    const secret = utf8('index key');
    const derived = await deriveAeadKey(secret, SALT, 'pages');
    expect(derived.extractable).toBe(false);
    const { nonce, ciphertext } = await aeadSeal(derived, utf8('page'), utf8('a'));
    const same = await importAeadKey(await deriveBytes(secret, SALT, 'pages'));
    expect(await aeadOpen(same, nonce, ciphertext, utf8('a'))).toEqual(utf8('page'));
  });
});
