import * as HPKE from 'hpke';
import { FieldsealError } from '../../errors/fieldseal-error.ts';
import { copyBytes, utf8, type Bytes } from '../../encoding/bytes.ts';
import { keyIdOf } from './signing.ts';

/** An X25519 key pair for HPKE; `kid` is the key id derived from the public key. */
export interface AgreementKey {
  readonly kid: string;
  readonly publicKey: Bytes;
  readonly privateKey: CryptoKey;
}

/** What HPKE makes: the encapsulated secret (32 bytes) and the ciphertext. */
export interface HpkeSealed {
  readonly enc: Bytes;
  readonly ct: Bytes;
}

/** Bytes of an exported secret: an AES-256 key. */
const EXPORT_LENGTH = 32;

/** DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM (RFC 9180 section 7). */
const suite = new HPKE.CipherSuite(
  HPKE.KEM_DHKEM_X25519_HKDF_SHA256,
  HPKE.KDF_HKDF_SHA256,
  HPKE.AEAD_AES_256_GCM,
);

/** Private key bytes and their key pair. The caller wraps the bytes and then zeroes them. */
export async function generateAgreementSecret(): Promise<{ secret: Bytes; key: AgreementKey }> {
  const pair = await suite.GenerateKeyPair(true);
  const secret = copyBytes(await suite.SerializePrivateKey(pair.privateKey));
  const publicKey = copyBytes(await suite.SerializePublicKey(pair.publicKey));
  return { secret, key: await importAgreementSecret(secret, publicKey) };
}

/** The non-extractable agreement key of its 32 private and 32 public bytes. */
export async function importAgreementSecret(
  secret: Bytes,
  publicKey: Bytes,
): Promise<AgreementKey> {
  const privateKey = (await suite.DeserializePrivateKey(secret, false)) as CryptoKey;
  return { kid: keyIdOf(publicKey), publicKey, privateKey };
}

/** Seals to a public key, base mode. `info` names the use and is bound, as is `aad`. */
export async function hpkeSeal(
  recipient: Bytes,
  plaintext: Bytes,
  info: string,
  aad: Bytes,
): Promise<HpkeSealed> {
  const publicKey = await suite.DeserializePublicKey(recipient);
  const sealed = await suite.Seal(publicKey, plaintext, { aad, info: utf8(info) });
  return { enc: copyBytes(sealed.encapsulatedSecret), ct: copyBytes(sealed.ciphertext) };
}

/** Opens what `hpkeSeal` made. @throws FieldsealError `crypto.open-failed`. */
export async function hpkeOpen(
  key: AgreementKey,
  sealed: HpkeSealed,
  info: string,
  aad: Bytes,
): Promise<Bytes> {
  try {
    return copyBytes(
      await suite.Open(
        { publicKey: await suite.DeserializePublicKey(key.publicKey), privateKey: key.privateKey },
        sealed.enc,
        sealed.ct,
        { aad, info: utf8(info) },
      ),
    );
  } catch (cause) {
    throw new FieldsealError('crypto.open-failed', {}, cause);
  }
}

/** What one encapsulation gives its sender: the encapsulated secret, and the secret both ends export from it. */
export interface HpkeExport {
  readonly enc: Bytes;
  readonly secret: Bytes;
}

/**
 * One encapsulation to a public key and a 32-byte secret exported from it (RFC 9180 sections 5.1.1 and 5.3), for
 * many messages to the same recipient. The caller zeroes the secret.
 */
export async function hpkeSendExport(
  recipient: Bytes,
  info: string,
  exporterContext: string,
): Promise<HpkeExport> {
  const { encapsulatedSecret, exportedSecret } = await suite.SendExport(
    await suite.DeserializePublicKey(recipient),
    utf8(exporterContext),
    EXPORT_LENGTH,
    { info: utf8(info) },
  );
  return { enc: copyBytes(encapsulatedSecret), secret: copyBytes(exportedSecret) };
}

/** The secret that `hpkeSendExport` exported. @throws FieldsealError `crypto.open-failed` for a malformed `enc`. */
export async function hpkeReceiveExport(
  key: AgreementKey,
  enc: Bytes,
  info: string,
  exporterContext: string,
): Promise<Bytes> {
  try {
    const publicKey = await suite.DeserializePublicKey(key.publicKey);
    return copyBytes(
      await suite.ReceiveExport(
        { publicKey, privateKey: key.privateKey },
        enc,
        utf8(exporterContext),
        EXPORT_LENGTH,
        { info: utf8(info) },
      ),
    );
  } catch (cause) {
    throw new FieldsealError('crypto.open-failed', {}, cause);
  }
}
