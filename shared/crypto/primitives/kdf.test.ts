import { hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes } from '../../../test/support/bytes-arbitrary.ts';
import { fromHex, toHex, utf8 } from '../../encoding/bytes.ts';
import { aeadOpen, aeadSeal, importAeadKey } from './aead.ts';
import { deriveAeadKey, deriveBytes, hkdf } from './kdf.ts';

const SALT = fromHex('000102030405060708090a0b0c0d0e0f');

/** Appendix A of RFC 5869, the three of SHA-256. */
const RFC_5869 = [
  {
    section: 'A.1',
    secret: '0b'.repeat(22),
    salt: '000102030405060708090a0b0c',
    info: 'f0f1f2f3f4f5f6f7f8f9',
    okm: '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
  },
  {
    section: 'A.2',
    secret: byteRange(0x00, 0x4f),
    salt: byteRange(0x60, 0xaf),
    info: byteRange(0xb0, 0xff),
    okm: 'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87',
  },
  {
    section: 'A.3',
    secret: '0b'.repeat(22),
    salt: '',
    info: '',
    okm: '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
  },
];

/** Hexadecimal of all bytes from `first` to `last`. */
function byteRange(first: number, last: number): string {
  return toHex(Uint8Array.from({ length: last - first + 1 }, (_, index) => first + index));
}

describe('HKDF-SHA256', () => {
  it.each(RFC_5869)('gives the published bytes (RFC 5869 $section)', async (vector) => {
    const { secret, salt, info, okm } = vector;
    const length = okm.length / 2;
    expect(toHex(await hkdf(fromHex(secret), fromHex(salt), fromHex(info), length))).toBe(okm);
  });

  it('gives the first 32 bytes of the published example for an empty text (RFC 5869 A.3)', async () => {
    const secret = fromHex('0b'.repeat(22));
    expect(toHex(await deriveBytes(secret, new Uint8Array(0), ''))).toBe(
      '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d',
    );
  });

  it.each([0, -1, 1.5, 8161, Number.NaN])('gives no %d bytes', async (length) => {
    const secret = utf8('secret');
    await expect(hkdf(secret, SALT, SALT, length)).rejects.toThrow(
      new RangeError('HKDF-SHA256 gives 1 to 8,160 bytes'),
    );
  });

  it('gives the most that there is, 8,160 bytes, each length a part of it', async () => {
    const secret = utf8('secret');
    const most = await hkdf(secret, SALT, SALT, 8160);
    expect(most).toHaveLength(8160);
    expect(await hkdf(secret, SALT, SALT, 1)).toEqual(most.slice(0, 1));
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
