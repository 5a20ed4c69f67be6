import { generateSigningSeed, signMessage } from '../../shared/crypto/index.ts';
import { fromBase64Url, toBase64Url } from '../../shared/encoding/bytes.ts';
import {
  openLeaseRenewal,
  readLeaseFile,
  signLeaseRenewal,
  writeLeaseFile,
} from '../../shared/sync/lease-renewal.ts';
import { openProgrammePack } from '../../shared/sync/programme-pack.ts';
import { openGrant, openProvisioningRequest, openVoucher } from '../../shared/sync/voucher.ts';
import { samplePack } from '../support/sample-programme.ts';
import { vouch } from '../support/vouch.ts';
import { signedReaders, type OutsideReader } from './outside-reader.ts';

/** Vouchers come inside JSON, of which a server reads so much (Fastify's own limit). */
const JSON_BODY_LIMIT = 1024 * 1024;

/** The pack, requests and grants of provisioning, vouchers, renewals of leases. */
export async function programmeReaders(): Promise<readonly OutsideReader[]> {
  const { pack, administrator } = await samplePack();
  const { key: operator } = await generateSigningSeed();
  const voucher = await vouch(operator, 'enumerator', administrator);
  const request = fromBase64Url(voucher.request);
  const grant = fromBase64Url(voucher.grant);
  const renewal = await signLeaseRenewal(administrator, {
    formatVersion: 1,
    programmeId: 'programme',
    operatorId: 'operator',
    deviceId: 'device',
    requestHash: '0'.repeat(64),
    issuedAt: '2026-11-20T08:00:00.000Z',
    leaseUntil: '2027-01-20T08:00:00.000Z',
  });
  const signedPack = await signMessage(administrator, 'programme-pack', pack);
  return [
    ...signedReaders('programme-pack', administrator, signedPack, (bytes) =>
      openProgrammePack(bytes, administrator),
    ),
    {
      name: 'programme-pack at first contact',
      sample: signedPack,
      read: (bytes) => openProgrammePack(bytes),
    },
    ...signedReaders('provisioning-request', operator, request, (bytes) =>
      openProvisioningRequest(bytes),
    ),
    ...signedReaders('provisioning-grant', administrator, grant, (bytes) =>
      openGrant(bytes, administrator),
    ),
    {
      name: 'voucher with another request',
      sample: request,
      largest: JSON_BODY_LIMIT,
      read: (bytes) => openVoucher({ ...voucher, request: toBase64Url(bytes) }, administrator),
    },
    {
      name: 'voucher with another grant',
      sample: grant,
      largest: JSON_BODY_LIMIT,
      read: (bytes) => openVoucher({ ...voucher, grant: toBase64Url(bytes) }, administrator),
    },
    ...signedReaders('lease-renewal', administrator, renewal, (bytes) =>
      openLeaseRenewal(bytes, administrator),
    ),
    { name: 'lease file', sample: writeLeaseFile([renewal, renewal]), read: readLeaseFile },
  ];
}
