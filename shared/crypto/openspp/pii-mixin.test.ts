import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../../test/support/refusals.ts';
import { fromHex } from '../../encoding/bytes.ts';
import {
  decryptOpensppField,
  encryptOpensppField,
  normaliseOpensppField,
  opensppFieldIndex,
} from './pii-mixin.ts';
import { opensppSoundex } from './soundex.ts';

const KEY = Uint8Array.from({ length: 32 }, (_, index) => index);
const SALT = fromHex('808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f');
const FIELD = { model: 'spp.registry.id', field: 'value' };

describe('OpenSPP’s encrypted fields', () => {
  it('are the published text, bound to model and field', async () => {
    const stored = await encryptOpensppField(KEY, FIELD, 'PH-123456789', KEY.slice(0, 12));
    expect(stored).toBe('AAECAwQFBgcICQoLF0r7KvfW9i67dq+yt/etAPx4AAOLp7tEE9v8vw==');
    expect(await decryptOpensppField(KEY, FIELD, stored)).toBe('PH-123456789');
    for (const other of [
      { ...FIELD, field: 'name' },
      { ...FIELD, model: 'res.partner' },
    ]) {
      expect(await refusalOf(() => decryptOpensppField(KEY, other, stored))).toBe(
        'crypto.open-failed',
      );
    }
  });

  it('stay empty when they are empty', async () => {
    expect(await encryptOpensppField(KEY, FIELD, '')).toBe('');
    expect(await decryptOpensppField(KEY, FIELD, '')).toBe('');
  });

  it.each([
    ['PH-123456789', 'exact', 'PH123456789'],
    [' (02) 123.456-ß ', 'exact', '02123456SS'],
    ['a\u0085b\u001cc\u00a0d', 'exact', 'ABCD'],
    ['a\ufeffb', 'exact', 'A\ufeffB'],
    ['123-456-7890', 'partial', '7890'],
    ['12-é😀x', 'partial', '2é😀x'],
    ['José', 'partial', 'José'],
    ['  Robert ', 'phonetic', 'R163'],
    ['   ', 'phonetic', '0000'],
    ['   ', 'exact', ''],
    [' a-b ', 'other', 'a-b'],
    ['', 'exact', null],
    ['', 'phonetic', null],
  ])('of %j are normalised for %s to %j', (value, type, normalised) => {
    expect(normaliseOpensppField(value, type)).toBe(normalised);
  });

  it('have an index of 64 digits for every type, the published one', () => {
    expect(opensppFieldIndex(SALT, 'PH-123456789', 'exact')).toBe(
      '5e5d4d65cf44c4d0547d4de86cfdc0183251e1299a263eff39896d334363ad67',
    );
    expect(opensppFieldIndex(SALT, 'PH-123456789', 'partial')).toBe(
      'ce87e66860e6b1ae7638bedc5d41f538f92db1000dffaba0edff9d6956cfaf17',
    );
    expect(opensppFieldIndex(SALT, '', 'exact')).toBeNull();
  });
});

describe('OpenSPP’s Soundex', () => {
  it.each([
    ['Robert', 'R163'],
    ['Ashcraft', 'A226'],
    ['Tymczak', 'T522'],
    ['Honeyman', 'H555'],
    ['Lloyd', 'L300'],
    ["O'Brien", 'O165'],
    ['Maria Santos', 'M625'],
    ['de la Cruz', 'D426'],
    ['Gutierrez', 'G362'],
    ['BFPVcgjkqsxz', 'B200'],
    ['abadal', 'A134'],
    ['dtlmnr', 'D456'],
    ['arlmt', 'A645'],
    ['X', 'X000'],
    ['ß', 'S000'],
    ['😀na', '😀500'],
    ['مريم', 'م000'],
    ['', ''],
  ])('of %j is %s', (name, code) => {
    expect(opensppSoundex(name)).toBe(code);
  });

  it('is one character and three digits for any name, in whatever case', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme-ascii' }), (name) => {
        const code = opensppSoundex(name);
        expect(code.slice(1)).toMatch(/^[0-6]{3}$/u);
        expect(opensppSoundex(name.toLowerCase())).toBe(code);
      }),
    );
  });
});
