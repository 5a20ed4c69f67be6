import { z } from 'zod';
import { PublicKeyRef } from '../domain/public-key-ref.ts';
import { Assignments, sameAssignment, undated, type Assignment } from '../domain/assignment.ts';
import { isBuiltInRole, RoleName } from '../domain/role.ts';

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

/**
 * What the administrator answers (signed message `provisioning-grant`). Version 1 is one built-in role in areas, without an
 * end. Version 2 lists assignments; an older app, which would take the first of them for all and for ever, refuses it.
 */
export const ProvisioningGrant = z
  .object({
    formatVersion: z.literal([1, 2]),
    programmeId: z.string(),
    /** SHA-256 of the signed request's bytes, hex: a grant fits one request only. */
    requestHash: z.string().regex(/^[0-9a-f]{64}$/u),
    operatorId: z.string(),
    operatorName: z.string().max(200),
    /** Role and areas of the first assignment; no areas where it is for the whole programme. */
    role: RoleName,
    areaIds: z.array(z.string()),
    /** From version 2 on. */
    assignments: Assignments.optional(),
    deviceId: z.string(),
    /** Part of registration numbers: short, unique in the programme. */
    deviceCode: z.string().regex(/^[A-Z0-9]{4}$/u),
    issuedAt: z.iso.datetime(),
    leaseUntil: z.iso.datetime(),
    secrets: z.object({ enc: z.instanceof(Uint8Array), ct: z.instanceof(Uint8Array) }),
  })
  .refine(saysOneThing);
export type ProvisioningGrant = Readonly<z.infer<typeof ProvisioningGrant>>;

/** What a grant makes of its person. */
export function assignmentsOf(
  grant: Pick<ProvisioningGrant, 'role' | 'areaIds' | 'assignments'>,
): readonly Assignment[] {
  return grant.assignments ?? [undated(grant.role, grant.areaIds)];
}

/** These assignments as a grant says them, in the oldest version that can. */
export function grantedRoles(
  assignments: readonly Assignment[],
): Pick<ProvisioningGrant, 'formatVersion' | 'role' | 'areaIds' | 'assignments'> {
  const [first] = assignments;
  if (first === undefined) throw new TypeError('a grant without an assignment');
  const head = { role: first.role, areaIds: [...(first.areaIds ?? [])] };
  const isOldForm =
    assignments.length === 1 &&
    isBuiltInRole(first.role) &&
    sameAssignment(first, undated(head.role, head.areaIds));
  return isOldForm
    ? { formatVersion: 1, ...head }
    : { formatVersion: 2, ...head, assignments: [...assignments] };
}

/** Version 1 is whole in its role and areas; in version 2 those two repeat the first assignment. */
function saysOneThing(grant: {
  readonly formatVersion: 1 | 2;
  readonly role: string;
  readonly areaIds: string[];
  readonly assignments?: Assignment[] | undefined;
}): boolean {
  const { formatVersion, role, areaIds, assignments } = grant;
  if (formatVersion === 1) {
    return assignments === undefined && isBuiltInRole(role) && areaIds.length > 0;
  }
  const first = assignments?.[0];
  return (
    first !== undefined &&
    sameAssignment({ ...first, role, areaIds: first.areaIds === null ? null : areaIds }, first) &&
    (first.areaIds !== null || areaIds.length === 0)
  );
}

/** `info` of the HPKE seal around a grant's secrets. */
export const GRANT_SECRETS_INFO = 'fieldseal/1/grant-secrets';
