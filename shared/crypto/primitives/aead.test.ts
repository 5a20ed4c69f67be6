import { describe, expect, it } from 'vitest';
import { flipBit } from '../../../test/support/bytes-arbitrary.ts';
import { refusalOf } from '../../../test/support/refusals.ts';
import { concatBytes, utf8 } from '../../encoding/bytes.ts';
import { aeadOpen, aeadSeal, importAeadKey, toAeadKey, unwrapBytes, wrapBytes } from './aead.ts';
import { nobleAeadKey } from './aead-noble.ts';

describe('AES-256-GCM', () => {
  it('never seals twice under the same nonce', async () => {
    const key = await importAeadKey(new Uint8Array(32));
    const nonces = new Set<string>();
    for (let i = 0; i < 200; i++) {
      const { nonce } = await aeadSeal(key, utf8('x'), utf8('a'));
      expect(nonce).toHaveLength(12);
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
    await expect(aeadSeal(key, utf8('x'), new Uint8Array(0))).rejects.toThrow(
      new RangeError('associated data is mandatory'),
    );
  });

  it('takes keys of other algorithms, with a nonce as long as theirs', async () => {
    const key = nobleAeadKey('XC20P', new Uint8Array(32).fill(5));
    const { nonce, ciphertext } = await aeadSeal(key, utf8('x'), utf8('a'));
    expect(nonce).toHaveLength(24);
    expect(await aeadOpen(key, nonce, ciphertext, utf8('a'))).toEqual(utf8('x'));
    expect(toAeadKey(key)).toBe(key);
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
