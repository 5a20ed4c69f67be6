import * as HPKE from 'hpke';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runHpkeFile } from '../../build/vectors/hpke.ts';
import { KEMS } from '../../build/vectors/hpke-reference-kems.ts';
import { referenceSuite } from '../../build/vectors/hpke-reference.ts';
import { hpkeOpen, hpkeSeal, importAgreementSecret } from '../../shared/crypto/primitives/hpke.ts';
import {
  concatBytes,
  fromHex,
  fromUtf8,
  toHex,
  utf8,
  type Bytes,
} from '../../shared/encoding/bytes.ts';
import { absence, readReference } from '../support/reference-data.ts';

/** DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, base mode. */
const OURS = { mode: 0, kem_id: 0x20, kdf_id: 1, aead_id: 2 };
const EMPTY = new Uint8Array(0);

/**
 * The vector of our suite among those published with RFC 9180; its appendix prints none of this suite.
 */
const KNOWN = {
  info: '4f6465206f6e2061204772656369616e2055726e',
  skRm: '497b4502664cfea5d5af0b39934dac72242a74f8480451e1aee7d6a53320333d',
  pkRm: '430f4b9859665145a6b1ba274024487bd66f03a2dd577d7753c68d7d7d00c00c',
  enc: '6c93e09869df3402d7bf231bf540fadd35cd56be14f97178f0954db94b7fc256',
  aad: '436f756e742d30',
  ct: 'e5d84cd531cfb583096e7cfa9641bd3079cf3a91cda813c52deb5f512be9931980a41de125a925cdad859d5b7a',
};

const Xdh = z.object({ public: z.string(), private: z.string(), shared: z.string() });

/** What a sender of our suite would make, had the agreement given `agreed`. */
function sealWith(agreed: Bytes, enc: Bytes, recipient: Bytes): Bytes {
  const suite = referenceSuite(OURS);
  const shared = suite.kem.expandAgreed(agreed, concatBytes(enc, recipient));
  const schedule = suite.schedule(shared, utf8('use'), EMPTY, EMPTY);
  return suite.seal(schedule, 0, utf8('a'), utf8('record key'));
}

function x25519Tests(text: string | null): readonly z.infer<typeof Xdh>[] {
  const file = z.object({ testGroups: z.array(z.object({ tests: z.array(Xdh) })) });
  return text === null ? [] : file.parse(JSON.parse(text)).testGroups.flatMap(({ tests }) => tests);
}

describe('the product’s HPKE', () => {
  it('opens the published message of its suite (RFC 9180)', async () => {
    const key = await importAgreementSecret(fromHex(KNOWN.skRm), fromHex(KNOWN.pkRm));
    const sealed = { enc: fromHex(KNOWN.enc), ct: fromHex(KNOWN.ct) };
    const info = fromUtf8(fromHex(KNOWN.info));
    const opened = await hpkeOpen(key, sealed, info, fromHex(KNOWN.aad));
    expect(fromUtf8(opened)).toBe('Beauty is truth, truth beauty');
  });

  const text = readReference('vectors/wycheproof/x25519_test.json');
  const kem = KEMS[OURS.kem_id];
  it.skipIf(text === null)(
    `agrees with every published X25519 result, and refuses those that are zero${absence(text)}`,
    { timeout: 60_000 },
    async () => {
      let zeroes = 0;
      for (const test of x25519Tests(text)) {
        const [enc, secret, shared] = [test.public, test.private, test.shared].map(fromHex);
        if (kem === undefined || enc === undefined || secret === undefined || shared === undefined)
          throw new Error('not a test');
        const key = await importAgreementSecret(secret, kem.publicKeyOf(secret));
        const sealed = { enc, ct: sealWith(shared, enc, key.publicKey) };
        if (shared.every((byte) => byte === 0)) {
          zeroes++;
          await expect(hpkeOpen(key, sealed, 'use', utf8('a'))).rejects.toThrow(
            'crypto.open-failed',
          );
          await expect(hpkeSeal(enc, utf8('x'), 'use', utf8('a'))).rejects.toThrow();
        } else {
          expect(fromUtf8(await hpkeOpen(key, sealed, 'use', utf8('a')))).toBe('record key');
        }
      }
      expect(zeroes).toBeGreaterThan(5);
    },
  );
});

describe('the library and the second program', () => {
  const kems = [
    HPKE.KEM_DHKEM_P256_HKDF_SHA256,
    HPKE.KEM_DHKEM_P384_HKDF_SHA384,
    HPKE.KEM_DHKEM_P521_HKDF_SHA512,
    HPKE.KEM_DHKEM_X25519_HKDF_SHA256,
    HPKE.KEM_DHKEM_X448_HKDF_SHA512,
  ];
  const kdfs = [HPKE.KDF_HKDF_SHA256, HPKE.KDF_HKDF_SHA384, HPKE.KDF_HKDF_SHA512];
  const aeads = [HPKE.AEAD_AES_128_GCM, HPKE.AEAD_AES_256_GCM, HPKE.AEAD_ChaCha20Poly1305];

  it('agree on every suite, with and without a pre-shared key', { timeout: 60_000 }, async () => {
    const vectors: unknown[] = [];
    for (const [index, kem] of kems.entries()) {
      for (const psk of [undefined, new Uint8Array(32).fill(9)]) {
        const kdf = kdfs[index % 3] ?? HPKE.KDF_HKDF_SHA256;
        const aead = aeads[(index + (psk === undefined ? 0 : 1)) % 3] ?? HPKE.AEAD_AES_128_GCM;
        vectors.push(await vectorBy(new HPKE.CipherSuite(kem, kdf, aead), psk));
      }
    }
    const problems = (await runHpkeFile(vectors)).flatMap(({ problem }) => problem ?? []);
    expect(problems).toEqual([]);
  });

  /** Three messages and an export, sent by the library. */
  async function vectorBy(
    suite: HPKE.CipherSuite<HPKE.CryptoKey>,
    psk: Uint8Array | undefined,
  ): Promise<unknown> {
    const material = new Uint8Array(suite.KEM.Nsk).fill(7);
    const pair = await suite.DeriveKeyPair(material, true);
    const pskId = utf8('pre-shared');
    const { encapsulatedSecret, ctx } = await suite.SetupSender(pair.publicKey, {
      info: utf8('info'),
      ...(psk === undefined ? {} : { psk, pskId }),
    });
    const encryptions: unknown[] = [];
    for (const text of ['one', 'two', 'three']) {
      const ct = await ctx.Seal(utf8(text), utf8(`aad ${text}`));
      encryptions.push({ pt: toHex(utf8(text)), aad: toHex(utf8(`aad ${text}`)), ct: toHex(ct) });
    }
    return {
      mode: psk === undefined ? 0 : 1,
      kem_id: suite.KEM.id,
      kdf_id: suite.KDF.id,
      aead_id: suite.AEAD.id,
      info: toHex(utf8('info')),
      ikmR: toHex(material),
      skRm: toHex(await suite.SerializePrivateKey(pair.privateKey)),
      pkRm: toHex(await suite.SerializePublicKey(pair.publicKey)),
      enc: toHex(encapsulatedSecret),
      ...(psk === undefined ? {} : { psk: toHex(psk), psk_id: toHex(pskId) }),
      encryptions,
      exports: [
        {
          exporter_context: '00',
          L: 40,
          exported_value: toHex(await ctx.Export(Uint8Array.of(0), 40)),
        },
      ],
    };
  }
});
