import { z } from 'zod';
import { PublicKeyRef } from '../domain/public-key-ref.ts';
import { Role } from '../domain/role.ts';

/**
 * What a laptop asks for (signed message `provisioning-request`, by the operator's signing key; the device's
 * key stands inside). Its bytes are what the fingerprint words stand for.
 */
export const ProvisioningRequest = z.object({
  formatVersion: z.literal(1),
  programmeId: z.string(),
  operatorId: z.string(),
  deviceId: z.string(),
  deviceSigningKey: PublicKeyRef,
  operatorSigningKey: PublicKeyRef,
  operatorAgreementKey: PublicKeyRef,
  createdAt: z.iso.datetime(),
});
export type ProvisioningRequest = Readonly<z.infer<typeof ProvisioningRequest>>;

/** Keys that a grant carries, CBOR, sealed by HPKE to the operator's agreement key. */
export const GrantSecrets = z.object({
  /** The programme's 32-byte blind index key. */
  indexKey: z.instanceof(Uint8Array),
  /** Private review keys of the areas the operator supervises; empty for enumerators. */
  reviewKeys: z.array(
    z.object({
      areaId: z.string(),
      epoch: z.number().int(),
      kid: z.string(),
      secret: z.instanceof(Uint8Array),
      publicKey: z.instanceof(Uint8Array),
    }),
  ),
});
export type GrantSecrets = Readonly<z.infer<typeof GrantSecrets>>;

/** What the administrator answers (signed message `provisioning-grant`). */
export const ProvisioningGrant = z.object({
  formatVersion: z.literal(1),
  programmeId: z.string(),
  /** SHA-256 of the signed request's bytes, hex: a grant fits one request only. */
  requestHash: z.string().regex(/^[0-9a-f]{64}$/u),
  operatorId: z.string(),
  operatorName: z.string().max(200),
  role: Role,
  areaIds: z.array(z.string()).min(1),
  deviceId: z.string(),
  /** Part of registration numbers: short, unique in the programme. */
  deviceCode: z.string().regex(/^[A-Z0-9]{4}$/u),
  issuedAt: z.iso.datetime(),
  leaseUntil: z.iso.datetime(),
  secrets: z.object({ enc: z.instanceof(Uint8Array), ct: z.instanceof(Uint8Array) }),
});
export type ProvisioningGrant = Readonly<z.infer<typeof ProvisioningGrant>>;

/** `info` of the HPKE seal around a grant's secrets. */
export const GRANT_SECRETS_INFO = 'fieldseal/1/grant-secrets';
