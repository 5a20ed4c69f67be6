import {
  hpkeSeal,
  sha256,
  signMessage,
  zeroBytes,
  type SigningKey,
} from '../../../shared/crypto/index.ts';
import { isInScope, type Area } from '../../../shared/domain/area.ts';
import type { Role } from '../../../shared/domain/role.ts';
import { fromBase64Url, toHex, type Bytes } from '../../../shared/encoding/bytes.ts';
import { encodeCbor } from '../../../shared/encoding/cbor.ts';
import {
  GRANT_SECRETS_INFO,
  ProvisioningGrant,
  type GrantSecrets,
  type ProvisioningRequest,
} from '../../../shared/sync/provisioning.ts';

const DAY_MS = 86_400_000;

/** Who is granted what. */
export interface GrantTerms {
  readonly operatorName: string;
  readonly role: Role;
  readonly areaIds: readonly string[];
  readonly deviceCode: string;
  readonly leaseDays: number;
  readonly now: Date;
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
    formatVersion: 1,
    programmeId: request.programmeId,
    requestHash,
    operatorId: request.operatorId,
    operatorName: terms.operatorName,
    role: terms.role,
    areaIds: [...terms.areaIds],
    deviceId: request.deviceId,
    deviceCode: terms.deviceCode,
    issuedAt: terms.now.toISOString(),
    leaseUntil: new Date(terms.now.getTime() + terms.leaseDays * DAY_MS).toISOString(),
    secrets: sealed,
  };
  return signMessage(administratorKey, 'provisioning-grant', ProvisioningGrant.parse(grant));
}

/** What a grant's secrets are bound to. */
export function grantAad(operatorId: string, requestHash: string): Bytes {
  return encodeCbor({ operatorId, requestHash });
}

/** The secrets a role needs: everybody the index key, supervisors the review keys of their areas and all below. */
export function secretsFor(
  role: Role,
  areaIds: readonly string[],
  areas: readonly Area[],
  held: GrantSecrets,
): GrantSecrets {
  return {
    indexKey: held.indexKey,
    reviewKeys:
      role === 'enumerator'
        ? []
        : held.reviewKeys.filter(
            (key) => role === 'administrator' || isInScope(areas, areaIds, key.areaId),
          ),
  };
}
