import { z } from 'zod';
import {
  deriveAeadKey,
  generateAgreementSecret,
  generateSigningSeed,
  importAgreementSecret,
  importSigningSeed,
  openEnvelope,
  sealEnvelope,
  zeroBytes,
  type AgreementKey,
  type EnvelopeProfile,
  type SigningKey,
} from '../../../shared/crypto/index.ts';
import { copyBytes, utf8, type Bytes } from '../../../shared/encoding/bytes.ts';
import { decodeCbor, encodeCbor } from '../../../shared/encoding/cbor.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { GrantSecrets } from '../../../shared/sync/provisioning.ts';

/** Keys derived from an operator's vault key; none can be exported. */
export interface VaultKeys {
  readonly draftKey: CryptoKey;
  readonly storeKey: CryptoKey;
  readonly keysKey: CryptoKey;
}

/** The operator's own key pairs. */
export interface OperatorKeys {
  readonly signing: SigningKey;
  readonly agreement: AgreementKey;
}

const OperatorSecrets = z.object({
  signingSeed: z.instanceof(Uint8Array),
  agreementSecret: z.instanceof(Uint8Array),
  agreementPublic: z.instanceof(Uint8Array),
});

/** Derives the keys of an operator's vault (HKDF, RFC 5869); each use has its own. */
export async function deriveVaultKeys(vaultKey: Bytes, operatorId: string): Promise<VaultKeys> {
  const salt = utf8(operatorId);
  return {
    draftKey: await deriveAeadKey(vaultKey, salt, 'fieldseal/1/vault/drafts'),
    storeKey: await deriveAeadKey(vaultKey, salt, 'fieldseal/1/vault/store'),
    keysKey: await deriveAeadKey(vaultKey, salt, 'fieldseal/1/vault/keys'),
  };
}

/** Makes an operator's key pairs and their sealed form. */
export async function makeOperatorKeys(
  keysKey: CryptoKey,
  operatorId: string,
): Promise<{ readonly keys: OperatorKeys; readonly sealed: Bytes }> {
  const signing = await generateSigningSeed();
  const agreement = await generateAgreementSecret();
  const plain = encodeCbor({
    signingSeed: signing.seed,
    agreementSecret: agreement.secret,
    agreementPublic: agreement.key.publicKey,
  });
  const sealed = await sealOwn(keysKey, 'operator-keys', operatorId, plain);
  zeroBytes(signing.seed, agreement.secret, plain);
  return { keys: { signing: signing.key, agreement: agreement.key }, sealed };
}

/** Opens an operator's key pairs. @throws FieldsealError `vault.store-damaged`. */
export async function openOperatorKeys(
  keysKey: CryptoKey,
  operatorId: string,
  sealed: Bytes,
): Promise<OperatorKeys> {
  const plain = await openOwn(keysKey, 'operator-keys', operatorId, sealed);
  const secrets = OperatorSecrets.parse(decodeCbor(plain));
  const seed = copyBytes(secrets.signingSeed);
  const secret = copyBytes(secrets.agreementSecret);
  const keys = {
    signing: await importSigningSeed(seed),
    agreement: await importAgreementSecret(secret, copyBytes(secrets.agreementPublic)),
  };
  zeroBytes(plain, seed, secret, secrets.signingSeed, secrets.agreementSecret);
  return keys;
}

/** Seals a grant's secrets under the operator's own vault. */
export async function sealGrantSecrets(
  keysKey: CryptoKey,
  operatorId: string,
  secrets: GrantSecrets,
): Promise<Bytes> {
  const plain = encodeCbor(secrets);
  const sealed = await sealOwn(keysKey, 'grant-keys', operatorId, plain);
  zeroBytes(plain);
  return sealed;
}

/** Opens a grant's secrets; the caller zeroes them. @throws FieldsealError `vault.store-damaged`. */
export async function openGrantSecrets(
  keysKey: CryptoKey,
  operatorId: string,
  sealed: Bytes,
): Promise<GrantSecrets> {
  const plain = await openOwn(keysKey, 'grant-keys', operatorId, sealed);
  return GrantSecrets.parse(decodeCbor(plain));
}

function sealOwn(
  keysKey: CryptoKey,
  profile: EnvelopeProfile,
  operatorId: string,
  plain: Bytes,
): Promise<Bytes> {
  return sealEnvelope(keysKey, `vault/${operatorId}`, profile, { operatorId }, plain);
}

async function openOwn(
  keysKey: CryptoKey,
  profile: EnvelopeProfile,
  operatorId: string,
  sealed: Bytes,
): Promise<Bytes> {
  try {
    return await openEnvelope(
      (kid) => (kid === `vault/${operatorId}` ? keysKey : undefined),
      profile,
      { operatorId },
      sealed,
    );
  } catch (cause) {
    throw new FieldsealError('vault.store-damaged', { part: profile }, cause);
  }
}
