import * as HPKE from 'hpke';
import { toHex } from '../../shared/encoding/bytes.ts';
import type { HpkeVector } from './hpke-vector.ts';
import { expectSame } from './outcome.ts';

const KEMS: Readonly<Record<number, HPKE.KEMFactory<HPKE.CryptoKey>>> = {
  0x10: HPKE.KEM_DHKEM_P256_HKDF_SHA256,
  0x11: HPKE.KEM_DHKEM_P384_HKDF_SHA384,
  0x12: HPKE.KEM_DHKEM_P521_HKDF_SHA512,
  0x20: HPKE.KEM_DHKEM_X25519_HKDF_SHA256,
  0x21: HPKE.KEM_DHKEM_X448_HKDF_SHA512,
};
const KDFS: Readonly<Record<number, HPKE.KDFFactory>> = {
  1: HPKE.KDF_HKDF_SHA256,
  2: HPKE.KDF_HKDF_SHA384,
  3: HPKE.KDF_HKDF_SHA512,
};
const AEADS: Readonly<Record<number, HPKE.AEADFactory>> = {
  1: HPKE.AEAD_AES_128_GCM,
  2: HPKE.AEAD_AES_256_GCM,
  3: HPKE.AEAD_ChaCha20Poly1305,
  0xffff: HPKE.AEAD_EXPORT_ONLY,
};

/**
 * The same vector through the library that the product uses, as recipient: every message up to the first gap in
 * their numbers (it opens them in order only), and every export.
 */
export async function checkByLibrary(
  vector: HpkeVector,
  sequences: readonly number[],
): Promise<void> {
  const kem = KEMS[vector.kem_id];
  const kdf = KDFS[vector.kdf_id];
  const aead = AEADS[vector.aead_id];
  if (kem === undefined || kdf === undefined || aead === undefined) {
    throw new Error('the library has no such suite');
  }
  const suite = new HPKE.CipherSuite(kem, kdf, aead);
  const recipient = {
    privateKey: await suite.DeserializePrivateKey(vector.skRm, true),
    publicKey: await suite.DeserializePublicKey(vector.pkRm),
  };
  const { psk, psk_id: pskId, info } = vector;
  const context = await suite.SetupRecipient(recipient, vector.enc, {
    info,
    ...(psk === undefined || pskId === undefined ? {} : { psk, pskId }),
  });
  for (const [index, { aad, ct, pt }] of vector.encryptions.entries()) {
    if (sequences[index] !== index) break;
    expectSame(`the library’s decryption ${index}`, toHex(await context.Open(ct, aad)), toHex(pt));
  }
  for (const [index, one] of vector.exports.entries()) {
    const exported = await context.Export(one.exporter_context, one.L);
    expectSame(`the library’s export ${index}`, toHex(exported), toHex(one.exported_value));
  }
}
