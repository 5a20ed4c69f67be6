import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes } from '../../../test/support/bytes-arbitrary.ts';
import { refusalOf } from '../../../test/support/refusals.ts';
import { fromHex, toHex, utf8 } from '../../encoding/bytes.ts';
import {
  opensppBlindIndex,
  opensppDecrypt,
  opensppDecryptBytes,
  opensppEncrypt,
  opensppFullId,
} from './key-manager.ts';
import { toBase64 } from './python-text.ts';

const KEY = Uint8Array.from({ length: 32 }, (_, index) => index);
const NONCE = KEY.slice(0, 12);
const SALT = fromHex('808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f');
const PUBLISHED = 'AAECAwQFBgcICQoLF0r7KvfW9i67dq+yk3VT6H+ZFSADV5xnJ81f0w==';

describe('OpenSPP’s key manager', () => {
  it('seals to the published text, and opens it', async () => {
    expect(await opensppEncrypt(KEY, 'PH-123456789', null, NONCE)).toBe(PUBLISHED);
    expect(await opensppDecrypt(KEY, PUBLISHED, null)).toBe('PH-123456789');
  });

  it('opens any text again, under a fresh nonce each time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme' }),
        fc.option(fc.string({ minLength: 1 })),
        async (text, aad) => {
          const sealed = await opensppEncrypt(KEY, text, aad);
          expect(sealed).not.toBe(await opensppEncrypt(KEY, text, aad));
          expect(await opensppDecrypt(KEY, sealed, aad)).toBe(text);
          expect(toHex(await opensppDecryptBytes(KEY, sealed, aad))).toBe(toHex(utf8(text)));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('refuses another key, other associated text, short and changed bytes', async () => {
    const bound = await opensppEncrypt(KEY, 'x', 'model.field', NONCE);
    for (const [key, sealed, aad] of [
      [SALT, bound, 'model.field'],
      [KEY, bound, 'model.other'],
      [KEY, bound, null],
      [KEY, PUBLISHED, 'model.field'],
      [KEY, PUBLISHED.replace('F0r7', 'F0r8'), null],
      [KEY, toBase64(new Uint8Array(27)), null],
      [KEY, '', null],
    ] as const) {
      expect(await refusalOf(() => opensppDecrypt(key, sealed, aad))).toBe('crypto.open-failed');
    }
  });

  it('refuses an empty associated text, on which OpenSPP itself fails, and text that is no base64', async () => {
    for (const work of [
      () => opensppEncrypt(KEY, 'x', ''),
      () => opensppDecrypt(KEY, PUBLISHED, ''),
    ]) {
      await expect(work()).rejects.toMatchObject({
        code: 'crypto.input-invalid',
        details: { field: 'aad' },
      });
    }
    await expect(opensppDecrypt(KEY, 'AAECA', null)).rejects.toMatchObject({
      code: 'crypto.input-invalid',
      details: { field: 'base64' },
    });
  });

  it('gives bytes that are no text as bytes only', async () => {
    const sealed = await opensppEncrypt(KEY, Uint8Array.of(0xff, 0xfe), null);
    expect(toHex(await opensppDecryptBytes(KEY, sealed, null))).toBe('fffe');
    expect(await refusalOf(() => opensppDecrypt(KEY, sealed, null))).toBe('crypto.open-failed');
  });

  it('joins purpose and id', () => {
    expect(opensppFullId('pii', 'national_id')).toBe('pii_national_id');
    expect(opensppFullId('', 'national_id')).toBe('national_id');
  });
});

describe('OpenSPP’s blind index', () => {
  it.each([
    ['PH-123456789', 'exact', 'd7f162fc9645e63a1040d05d6a67955571213ad2f868cf751082283674e5c989'],
    ['ph-123456789', 'exact', 'd7f162fc9645e63a1040d05d6a67955571213ad2f868cf751082283674e5c989'],
    ['PH-123456789', 'partial', 'ce87e66860e6b1ae'],
    ['6789', 'partial', 'ce87e66860e6b1ae'],
    ['José', 'partial', 'ff49ee0321ae7ff7'],
    ['مريم', 'partial', '9b3c0081df6a69a7'],
    ['', 'exact', null],
    ['', 'phonetic', null],
  ])('of %j, %s, is the published one', (value, type, index) => {
    expect(opensppBlindIndex(SALT, value, type)).toBe(index);
  });

  it('by sound is equal for names that sound alike, under the salt of the published example', () => {
    const salt = fromHex('a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf');
    expect(opensppBlindIndex(salt, 'Robert', 'phonetic')).toBe('ed20eec15d0f0e85');
    expect(opensppBlindIndex(salt, utf8('Rupert'), 'phonetic')).toBe('ed20eec15d0f0e85');
    expect(opensppBlindIndex(salt, 'Élodie', 'phonetic')).toBe('309eeecaf4da1086');
  });

  it('takes bytes as they are: not even lower-cased', () => {
    expect(opensppBlindIndex(SALT, fromHex('50482d31'), 'exact')).toBe(
      '25ca137edbe073ff211d0f384e6e1fd89d981b21435544a5fc1aaa90c2e43642',
    );
    expect(opensppBlindIndex(SALT, new Uint8Array(0), 'exact')).toBeNull();
  });

  it('takes salts of any length, each giving another index', () => {
    fc.assert(
      fc.property(bytes({ minLength: 1, maxLength: 60 }), (salt) => {
        const index = opensppBlindIndex(salt, '1', 'exact');
        expect(index).toMatch(/^[\da-f]{64}$/u);
        expect(opensppBlindIndex(Uint8Array.of(...salt, 1), '1', 'exact')).not.toBe(index);
      }),
    );
  });

  it.each([
    ['another type', '1', 'fuzzy', 'type'],
    ['sound of bytes that are no text', Uint8Array.of(0xff), 'phonetic', 'value'],
  ])('refuses %s', (_what, value, type, field) => {
    expect(() => opensppBlindIndex(SALT, value, type)).toThrow(
      expect.objectContaining({ code: 'crypto.input-invalid', details: { field } }),
    );
  });
});
