import {
  generateAgreementSecret,
  generateSigningSeed,
  randomBytes,
  sha256,
  signMessage,
  type SigningKey,
} from '../../shared/crypto/index.ts';
import type { Role } from '../../shared/domain/role.ts';
import { toBase64Url, toHex } from '../../shared/encoding/bytes.ts';
import type { Voucher } from '../../shared/sync/http-api.ts';
import type { ProvisioningGrant, ProvisioningRequest } from '../../shared/sync/provisioning.ts';
import { publicKeyRef } from '../../shared/sync/public-keys.ts';

const AT = '2026-11-20T08:00:00.000Z';

/** What vouches for `key` as that of somebody with `role` in the sample programme, signed by `by`. */
export async function vouch(key: SigningKey, role: Role, by: SigningKey): Promise<Voucher> {
  const { key: device } = await generateSigningSeed();
  const { key: agreement } = await generateAgreementSecret();
  const asked: ProvisioningRequest = {
    formatVersion: 1,
    programmeId: 'programme',
    operatorId: 'op-admin',
    deviceId: 'device',
    deviceSigningKey: publicKeyRef(device),
    operatorSigningKey: publicKeyRef(key),
    operatorAgreementKey: publicKeyRef(agreement),
    createdAt: AT,
  };
  const request = await signMessage(key, 'provisioning-request', asked);
  const granted: ProvisioningGrant = {
    formatVersion: 1,
    programmeId: 'programme',
    requestHash: toHex(sha256(request)),
    operatorId: 'op-admin',
    operatorName: 'Administrator',
    role,
    areaIds: ['region'],
    deviceId: 'device',
    deviceCode: 'ABCD',
    issuedAt: AT,
    leaseUntil: AT,
    secrets: { enc: randomBytes(32), ct: randomBytes(32) },
  };
  const grant = await signMessage(by, 'provisioning-grant', granted);
  return { grant: toBase64Url(grant), request: toBase64Url(request) };
}
