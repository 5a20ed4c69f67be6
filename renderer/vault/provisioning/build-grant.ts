import {
  hpkeSeal,
  sha256,
  signMessage,
  zeroBytes,
  type SigningKey,
} from '../../../shared/crypto/index.ts';
import { holdAssignments, validityAt } from '../../../shared/access/held-assignment.ts';
import { reviewKeyAreas } from '../../../shared/access/review-keys.ts';
import { isInScope } from '../../../shared/domain/area.ts';
import type { ProgrammePack } from '../../../shared/domain/programme.ts';
import type { Assignment } from '../../../shared/domain/assignment.ts';
import { fromBase64Url, toHex, type Bytes } from '../../../shared/encoding/bytes.ts';
import { encodeCbor } from '../../../shared/encoding/cbor.ts';
import {
  GRANT_SECRETS_INFO,
  grantedRoles,
  ProvisioningGrant,
  type GrantSecrets,
  type ProvisioningRequest,
} from '../../../shared/sync/provisioning.ts';

const DAY_MS = 86_400_000;

/** Who is granted what. */
export interface GrantTerms {
  readonly operatorName: string;
  readonly assignments: readonly Assignment[];
  readonly deviceCode: string;
  readonly leaseUntil: string;
  readonly now: Date;
}

/** When a full lease ends that begins now. */
export function fullLease({ leaseDays }: { readonly leaseDays: number }, now: Date): string {
  return new Date(now.getTime() + leaseDays * DAY_MS).toISOString();
}

/** When a grant of this person is issued now: where grants of theirs were made to count no more, not before that. */
export function issueTime(
  { grantFloors = [] }: Pick<ProgrammePack, 'grantFloors'>,
  operatorId: string,
  now: Date,
): Date {
  const floors = grantFloors
    .filter((floor) => floor.operatorId === operatorId)
    .map(({ issuedAt }) => Date.parse(issuedAt));
  return new Date(Math.max(now.getTime(), ...floors));
}

/** Seals the secrets to the requester and signs the grant. */
export async function buildGrant(
  administratorKey: SigningKey,
  signedRequest: Bytes,
  request: ProvisioningRequest,
  terms: GrantTerms,
  secrets: GrantSecrets,
): Promise<Bytes> {
  const requestHash = toHex(sha256(signedRequest));
  const plain = encodeCbor(secrets);
  const sealed = await hpkeSeal(
    fromBase64Url(request.operatorAgreementKey.key),
    plain,
    GRANT_SECRETS_INFO,
    grantAad(request.operatorId, requestHash),
  );
  zeroBytes(plain);
  const grant: ProvisioningGrant = {
    ...grantedRoles(terms.assignments),
    programmeId: request.programmeId,
    requestHash,
    operatorId: request.operatorId,
    operatorName: terms.operatorName,
    deviceId: request.deviceId,
    deviceCode: terms.deviceCode,
    issuedAt: terms.now.toISOString(),
    leaseUntil: terms.leaseUntil,
    secrets: sealed,
  };
  return signMessage(administratorKey, 'provisioning-grant', ProvisioningGrant.parse(grant));
}

/** What a grant's secrets are bound to. */
export function grantAad(operatorId: string, requestHash: string): Bytes {
  return encodeCbor({ operatorId, requestHash });
}

/**
 * The secrets that assignments need: all the index key, those who review the review keys of their areas and all below,
 * those who approve all of them. One that is over at `now` gets nothing. One that is yet to come gets its keys now, since
 * its laptop may be away when it begins: until then, the laptop and the server refuse to use them.
 */
export function secretsFor(
  assignments: readonly Assignment[],
  pack: Pick<ProgrammePack, 'areas' | 'roles'>,
  held: GrantSecrets,
  now: Date,
): GrantSecrets {
  const lasting = assignments.filter((assignment) => validityAt(assignment, now) !== 'expired');
  const areaIds = reviewKeyAreas(holdAssignments(lasting, pack.roles));
  return {
    indexKey: held.indexKey,
    reviewKeys: held.reviewKeys.filter(
      (key) => areaIds === null || isInScope(pack.areas, areaIds, key.areaId),
    ),
  };
}
