import {
  generateAgreementSecret,
  generateSigningSeed,
  signMessage,
  type SigningKey,
} from '../../shared/crypto/index.ts';
import {
  concatBytes,
  fromBase64Url,
  toBase64Url,
  type Bytes,
} from '../../shared/encoding/bytes.ts';
import { frame, readFrames } from '../../shared/sync/framing.ts';
import { inspectFile } from '../../shared/sync/inspect-file.ts';
import {
  openOrderDone,
  readDoneFile,
  signOrderDone,
  writeDoneFile,
} from '../../shared/sync/device-order-done.ts';
import {
  openDeviceOrder,
  readOrderFile,
  signDeviceOrder,
  writeOrderFile,
} from '../../shared/sync/device-order.ts';
import {
  openLeaseRenewal,
  readLeaseFile,
  signLeaseRenewal,
  writeLeaseFile,
} from '../../shared/sync/lease-renewal.ts';
import { openProgrammePack } from '../../shared/sync/programme-pack.ts';
import {
  openAnswer,
  readGrantFile,
  readRequestFile,
  writeGrantFile,
  writeRequestFile,
} from '../../shared/sync/provisioning-file.ts';
import { openGrant, openProvisioningRequest, openVoucher } from '../../shared/sync/voucher.ts';
import { samplePack } from '../support/sample-programme.ts';
import { vouch } from '../support/vouch.ts';
import { signedReaders, type OutsideReader } from './outside-reader.ts';

/** Vouchers come inside JSON, of which a server reads so much (Fastify's own limit). */
const JSON_BODY_LIMIT = 1024 * 1024;

/** The pack, requests and grants of provisioning, vouchers, renewals of leases, orders to laptops. */
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
  const device = { deviceId: operator.kid, publicKey: operator.publicKey };
  const order = await signDeviceOrder(administrator, {
    ...sampleOrder(operator.kid),
    reason: 'lost',
  });
  const done = await signOrderDone(operator, {
    ...sampleOrder(operator.kid),
    deviceCounter: 12,
    unsentRecords: 4,
    drafts: 1,
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
    {
      name: 'lease file',
      sample: writeLeaseFile({ renewals: [renewal], grants: [grant] }),
      read: readLeaseFile,
    },
    ...signedReaders('device-order', administrator, order, (bytes) =>
      openDeviceOrder(bytes, administrator),
    ),
    { name: 'order file', sample: writeOrderFile(order), read: readOrderFile },
    ...signedReaders('device-order-done', operator, done, (bytes) => openOrderDone(bytes, device)),
    { name: 'done file', sample: writeDoneFile([done, done]), read: readDoneFile },
    ...(await provisioningFileReaders(administrator, request, grant, signedPack)),
  ];
}

/** The two files of a laptop that is provisioned without a network. */
async function provisioningFileReaders(
  administrator: SigningKey,
  request: Bytes,
  grant: Bytes,
  pack: Bytes,
): Promise<readonly OutsideReader[]> {
  const { key: laptop } = await generateAgreementSecret();
  const asked = writeRequestFile(request);
  const answered = await writeGrantFile(administrator, '0'.repeat(64), laptop.publicKey, {
    grant,
    pack,
    serverUrl: 'https://register.example.org',
  });
  const magic = answered.slice(0, 8);
  const [signedAnswer = answered] = readFrames(magic, answered);
  const readAnswer = async (bytes: Bytes): Promise<unknown> =>
    openAnswer(laptop, (await readGrantFile(bytes)).answer);
  return [
    {
      name: 'request file',
      sample: asked,
      read: (bytes) => openProvisioningRequest(readRequestFile(bytes)),
    },
    { name: 'answer file', sample: answered, read: readAnswer },
    ...signedReaders('provisioning-answer', administrator, signedAnswer, (bytes) =>
      readAnswer(concatBytes(magic, frame(bytes))),
    ),
    { name: 'inspected request file', sample: asked, read: (bytes) => inspectFile(bytes) },
    { name: 'inspected answer file', sample: answered, read: (bytes) => inspectFile(bytes) },
  ];
}

function sampleOrder(deviceId: string) {
  return {
    formatVersion: 1,
    programmeId: 'programme',
    deviceId,
    number: 3,
    order: 'suspend',
    at: '2026-11-25T08:00:00.000Z',
  } as const;
}
