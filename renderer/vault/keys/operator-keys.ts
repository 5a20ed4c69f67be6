import { z } from 'zod';
import {
  generateAgreementSecret,
  generateSigningSeed,
  importAgreementSecret,
  importSigningSeed,
  openEnvelope,
  sealEnvelope,
  zeroBytes,
  type AgreementKey,
  type AssociatedData,
  type EnvelopeProfile,
  type SigningKey,
} from '../../../shared/crypto/index.ts';
import { copyBytes, type Bytes } from '../../../shared/encoding/bytes.ts';
import { decodeCbor, encodeCbor } from '../../../shared/encoding/cbor.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { GrantSecrets } from '../../../shared/sync/provisioning.ts';
import type { KeyRings } from './key-rings.ts';

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

/**
 * How an operator's keys are bound. Version 1 is what a set-up writes; the first session makes version 2 of it in
 * the transaction that begins the audit chain, so that keys bound as version 2 prove that a chain was begun.
 */
type ContentVersion = 1 | 2;

/** Makes an operator's key pairs and their sealed form, for a vault that has no rings yet. */
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
  const bound = boundKeys(operatorId, 1);
  const sealed = await sealEnvelope(keysKey, `vault/${operatorId}`, 'operator-keys', bound, plain);
  zeroBytes(signing.seed, agreement.secret, plain);
  return { keys: { signing: signing.key, agreement: agreement.key }, sealed };
}

/** The sealed keys bound as version 2, under the same key. @throws FieldsealError `vault.store-damaged`. */
export async function bindOperatorKeys(
  keysKey: CryptoKey,
  operatorId: string,
  sealed: Bytes,
): Promise<Bytes> {
  const kid = `vault/${operatorId}`;
  const plain = await opening('operator-keys', () =>
    openEnvelope(
      (named) => (named === kid ? keysKey : undefined),
      'operator-keys',
      boundKeys(operatorId, 1),
      sealed,
    ),
  );
  const bound = await sealEnvelope(keysKey, kid, 'operator-keys', boundKeys(operatorId, 2), plain);
  zeroBytes(plain);
  return bound;
}

/** Opens an operator's key pairs. @throws FieldsealError `vault.store-damaged`. */
export async function openOperatorKeys(
  rings: KeyRings,
  operatorId: string,
  sealed: Bytes,
): Promise<OperatorKeys> {
  return opening('operator-keys', async () => {
    const plain = await rings.open('operator', 'operator-keys', boundKeys(operatorId, 2), sealed);
    const secrets = OperatorSecrets.parse(decodeCbor(plain));
    const seed = copyBytes(secrets.signingSeed);
    const secret = copyBytes(secrets.agreementSecret);
    const keys = {
      signing: await importSigningSeed(seed),
      agreement: await importAgreementSecret(secret, copyBytes(secrets.agreementPublic)),
    };
    zeroBytes(plain, seed, secret, secrets.signingSeed, secrets.agreementSecret);
    return keys;
  });
}

/**
 * A grant's secrets, the key of the administrator they came from, and the newest version of the programme's pack that
 * was seen: nothing is sealed to the keys of a programme that somebody has put on the disk in its place. Nor does an
 * older grant count than the one that was issued then. Absent in grants that were accepted before they were kept.
 */
const HeldGrant = GrantSecrets.extend({
  administratorKey: z.instanceof(Uint8Array).optional(),
  packVersion: z.number().int().min(1).optional(),
  issuedAt: z.iso.datetime().optional(),
});
export type HeldGrant = Readonly<z.infer<typeof HeldGrant>>;

/** Seals what came with a grant under the operator's own vault. */
export async function sealGrantSecrets(
  rings: KeyRings,
  operatorId: string,
  held: HeldGrant,
): Promise<Bytes> {
  const plain = encodeCbor(held);
  const sealed = await rings.seal('operator', 'grant-keys', { operatorId }, plain);
  zeroBytes(plain);
  return sealed;
}

/** Opens a grant's secrets; the caller zeroes them. @throws FieldsealError `vault.store-damaged`. */
export async function openGrantSecrets(
  rings: KeyRings,
  operatorId: string,
  sealed: Bytes,
): Promise<HeldGrant> {
  return opening('grant-keys', async () => {
    const plain = await rings.open('operator', 'grant-keys', { operatorId }, sealed);
    return HeldGrant.parse(decodeCbor(plain));
  });
}

/** The operator's sealed keys and grant under the current version of the ring. @throws FieldsealError `vault.store-damaged`. */
export async function resealOperator(
  rings: KeyRings,
  operatorId: string,
  sealed: { readonly operatorKeys: Bytes; readonly grantKeys: Bytes | null },
): Promise<{ readonly operatorKeys: Bytes; readonly grantKeys: Bytes | null }> {
  const reseal = (profile: 'operator-keys' | 'grant-keys', bound: AssociatedData, bytes: Bytes) =>
    opening(profile, async () => {
      const plain = await rings.open('operator', profile, bound, bytes);
      const again = await rings.seal('operator', profile, bound, plain);
      zeroBytes(plain);
      return again;
    });
  return {
    operatorKeys: await reseal('operator-keys', boundKeys(operatorId, 2), sealed.operatorKeys),
    grantKeys:
      sealed.grantKeys === null
        ? null
        : await reseal('grant-keys', { operatorId }, sealed.grantKeys),
  };
}

function boundKeys(operatorId: string, version: ContentVersion): AssociatedData {
  return version === 1 ? { operatorId } : { operatorId, content: version };
}

async function opening<T>(part: EnvelopeProfile, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new FieldsealError('vault.store-damaged', { part }, cause);
  }
}
