import nodeCrypto from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { bytes, flipBit } from '../../../test/support/bytes-arbitrary.ts';
import { refusalOf } from '../../../test/support/refusals.ts';
import { concatBytes, fromHex, toHex, utf8, type Bytes } from '../../encoding/bytes.ts';
import { createNodeAead, importAeadKey, nobleAeadKey } from '../index.ts';
import { toAeadKey } from './aead.ts';
import { AEAD_ALGORITHMS, makeAeadKey, type AeadAlgorithm, type AeadKey } from './aead-key.ts';

const node = createNodeAead(nodeCrypto);
const key32 = bytes({ minLength: 32, maxLength: 32 });
const content = bytes({ maxLength: 200 });

/** The same AES-256-GCM key in all three implementations. */
async function inAllThree(raw: Bytes): Promise<readonly [AeadKey, AeadKey, AeadKey]> {
  return [toAeadKey(await importAeadKey(raw)), node.importKey(raw), nobleAeadKey('A256GCM', raw)];
}

describe('AES-256-GCM in WebCrypto, node:crypto and noble', () => {
  it('is one cipher: same bytes, and each opens the others’', async () => {
    await fc.assert(
      fc.asyncProperty(
        key32,
        bytes({ minLength: 12, maxLength: 12 }),
        content,
        bytes({ maxLength: 60 }),
        async (raw, nonce, plaintext, aad) => {
          const keys = await inAllThree(raw);
          const sealed = await Promise.all(keys.map((key) => key.seal(nonce, plaintext, aad)));
          expect(new Set(sealed.map(toHex)).size).toBe(1);
          for (const ciphertext of sealed) {
            expect(ciphertext).toHaveLength(plaintext.length + 16);
            for (const key of keys) {
              expect(await key.open(nonce, ciphertext, aad)).toEqual(plaintext);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('refuses the same turned bit of ciphertext, tag, nonce and associated data everywhere', async () => {
    const place = fc.record({
      what: fc.constantFrom('ciphertext', 'nonce', 'aad'),
      at: fc.nat(),
      bit: fc.integer({ min: 0, max: 7 }),
    });
    await fc.assert(
      fc.asyncProperty(
        key32,
        content,
        bytes({ minLength: 1, maxLength: 60 }),
        place,
        async (raw, plaintext, aad, { what, at, bit }) => {
          const nonce = new Uint8Array(12);
          const keys = await inAllThree(raw);
          const whole = { nonce, aad, ciphertext: await keys[0].seal(nonce, plaintext, aad) };
          const part = whole[what];
          const changed = { ...whole, [what]: flipBit(part, at % part.length, bit) };
          for (const key of keys) {
            expect(
              await refusalOf(() => key.open(changed.nonce, changed.ciphertext, changed.aad)),
            ).toBe('crypto.open-failed');
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('refuses nonces that are not 96 bits and ciphertext shorter than a tag everywhere', async () => {
    for (const key of await inAllThree(new Uint8Array(32).fill(1))) {
      for (const length of [0, 8, 11, 13, 16, 24]) {
        const nonce = new Uint8Array(length);
        await expect(key.seal(nonce, utf8('x'), utf8('a'))).rejects.toThrow(
          new RangeError('a nonce is 12 bytes'),
        );
        expect(await refusalOf(() => key.open(nonce, new Uint8Array(40), utf8('a')))).toBe(
          'crypto.open-failed',
        );
      }
      const sealed = await key.seal(new Uint8Array(12), utf8('x'), utf8('a'));
      for (let length = 0; length < sealed.length; length++) {
        const cut = sealed.slice(0, length);
        expect(await refusalOf(() => key.open(new Uint8Array(12), cut, utf8('a')))).toBe(
          'crypto.open-failed',
        );
      }
    }
  });

  it('opens nothing under another nonce length, even where the platform would', async () => {
    const raw = new Uint8Array(32).fill(1);
    for (const length of [11, 13, 16]) {
      const nonce = new Uint8Array(length);
      const cipher = nodeCrypto.createCipheriv('aes-256-gcm', raw, nonce).setAAD(utf8('a'));
      const sealed = concatBytes(cipher.update(utf8('x')), cipher.final(), cipher.getAuthTag());
      for (const key of await inAllThree(raw)) {
        expect(await refusalOf(() => key.open(nonce, sealed, utf8('a')))).toBe(
          'crypto.open-failed',
        );
      }
    }
  });

  it('does not even ask an implementation to open what cannot be whole', async () => {
    const open = vi.fn(() => new Uint8Array(0));
    const key = makeAeadKey('A256GCM', { seal: open, open });
    const nonce = new Uint8Array(12);
    expect(await refusalOf(() => key.open(nonce, new Uint8Array(15), utf8('a')))).toBe(
      'crypto.open-failed',
    );
    expect(open).not.toHaveBeenCalled();
    expect(await key.open(nonce, new Uint8Array(16), utf8('a'))).toEqual(new Uint8Array(0));
  });

  it('asks Node for tags of 128 bits and no others', async () => {
    const lengths: number[] = [];
    const watched = createNodeAead({
      createCipheriv(name, key, nonce, options) {
        lengths.push(options.authTagLength);
        return nodeCrypto.createCipheriv(name, key, nonce, options);
      },
      createDecipheriv(name, key, nonce, options) {
        lengths.push(options.authTagLength);
        return nodeCrypto.createDecipheriv(name, key, nonce, options);
      },
    }).importKey(new Uint8Array(32));
    const nonce = new Uint8Array(12);
    await watched.open(nonce, await watched.seal(nonce, utf8('x'), utf8('a')), utf8('a'));
    expect(lengths).toEqual([16, 16]);
  });

  it('takes only 32-byte keys everywhere', async () => {
    for (const length of [0, 16, 24, 31, 33]) {
      const raw = new Uint8Array(length);
      const wrong = new RangeError('an AEAD key is 32 bytes');
      expect(() => node.importKey(raw)).toThrow(wrong);
      expect(() => nobleAeadKey('A256GCM', raw)).toThrow(wrong);
      await expect(importAeadKey(raw)).rejects.toThrow(wrong);
    }
  });

  it('holds a copy of the key: what the caller does with theirs changes nothing', async () => {
    const raw = new Uint8Array(32).fill(4);
    const keys = await inAllThree(raw);
    const before = await keys[0].seal(new Uint8Array(12), utf8('x'), utf8('a'));
    raw.fill(0);
    for (const key of keys) {
      expect(await key.seal(new Uint8Array(12), utf8('x'), utf8('a'))).toEqual(before);
    }
  });
});

/** Published examples; each opens to what was sealed, and to nothing else. */
const PUBLISHED: readonly {
  readonly section: string;
  readonly algorithm: AeadAlgorithm;
  readonly key: string;
  readonly nonce: string;
  readonly aad: string;
  readonly plaintext: string;
  readonly sealed: string;
}[] = [
  {
    section: 'McGrew and Viega, The Galois/Counter Mode, test case 16',
    algorithm: 'A256GCM',
    key: 'feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308',
    nonce: 'cafebabefacedbaddecaf888',
    aad: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
    plaintext:
      'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
    sealed:
      '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b',
  },
  {
    section: 'RFC 8439 section 2.8.2',
    algorithm: 'C20P',
    key: '808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f',
    nonce: '070000004041424344454647',
    aad: '50515253c0c1c2c3c4c5c6c7',
    plaintext: toHex(
      utf8(
        "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
      ),
    ),
    sealed:
      'd31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691',
  },
  {
    section: 'draft-irtf-cfrg-xchacha-03 appendix A.3.1',
    algorithm: 'XC20P',
    key: '808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f',
    nonce: '404142434445464748494a4b4c4d4e4f5051525354555657',
    aad: '50515253c0c1c2c3c4c5c6c7',
    plaintext: toHex(
      utf8(
        "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
      ),
    ),
    sealed:
      'bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff921f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49',
  },
];

describe('AEAD keys in plain JavaScript', () => {
  it.each(PUBLISHED)('$algorithm seal to the published bytes ($section)', async (vector) => {
    const key = nobleAeadKey(vector.algorithm, fromHex(vector.key));
    const [nonce, aad] = [fromHex(vector.nonce), fromHex(vector.aad)];
    expect(key.algorithm).toBe(vector.algorithm);
    expect(toHex(await key.seal(nonce, fromHex(vector.plaintext), aad))).toBe(vector.sealed);
    expect(toHex(await key.open(nonce, fromHex(vector.sealed), aad))).toBe(vector.plaintext);
  });

  it.each(Object.keys(AEAD_ALGORITHMS) as AeadAlgorithm[])(
    '%s refuse every turned bit, and nonces of another length',
    async (algorithm) => {
      const key = nobleAeadKey(algorithm, new Uint8Array(32).fill(2));
      const { nonceLength } = AEAD_ALGORITHMS[algorithm];
      const nonce = new Uint8Array(nonceLength).fill(3);
      const sealed = await key.seal(nonce, utf8('secret'), utf8('a'));
      for (let i = 0; i < sealed.length; i++) {
        for (let bit = 0; bit < 8; bit++) {
          const changed = flipBit(sealed, i, bit);
          expect(await refusalOf(() => key.open(nonce, changed, utf8('a')))).toBe(
            'crypto.open-failed',
          );
        }
      }
      for (const other of [flipBit(nonce, 0), nonce.slice(1), concatBytes(nonce, nonce)]) {
        expect(await refusalOf(() => key.open(other, sealed, utf8('a')))).toBe(
          'crypto.open-failed',
        );
      }
      await expect(key.seal(nonce.slice(1), utf8('x'), utf8('a'))).rejects.toThrow(
        new RangeError(`a nonce is ${nonceLength} bytes`),
      );
    },
  );

  it('seal and open nothing once destroyed, and leave the caller’s bytes alone', async () => {
    const raw = new Uint8Array(32).fill(2);
    const key = nobleAeadKey('XC20P', raw);
    const nonce = new Uint8Array(24);
    const sealed = await key.seal(nonce, utf8('secret'), utf8('a'));
    key.destroy();
    await expect(key.seal(nonce, utf8('x'), utf8('a'))).rejects.toThrow(
      new RangeError('this key was destroyed'),
    );
    expect(await refusalOf(() => key.open(nonce, sealed, utf8('a')))).toBe('crypto.open-failed');
    expect(raw).toEqual(new Uint8Array(32).fill(2));
  });

  it('overwrite their own copy when destroyed', () => {
    const key = nobleAeadKey('XC20P', new Uint8Array(32).fill(2));
    const fill = vi.spyOn(Uint8Array.prototype, 'fill');
    try {
      key.destroy();
      expect(fill.mock.contexts).toEqual([new Uint8Array(32)]);
    } finally {
      fill.mockRestore();
    }
  });
});
