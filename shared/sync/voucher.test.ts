import { describe, expect, it } from 'vitest';
import { flipBit } from '../../test/support/bytes-arbitrary.ts';
import { refusalOf } from '../../test/support/refusals.ts';
import { publicKeyRef } from '../../test/support/sample-programme.ts';
import {
  generateAgreementSecret,
  generateSigningSeed,
  sha256,
  signMessage,
} from '../crypto/index.ts';
import { fromBase64Url, toBase64Url, toHex } from '../encoding/bytes.ts';
import type { ProvisioningGrant, ProvisioningRequest } from './provisioning.ts';
import { openGrant, openProvisioningRequest, openVoucher } from './voucher.ts';

const { key: administrator } = await generateSigningSeed();
const { key: operator } = await generateSigningSeed();
const { key: device } = await generateSigningSeed();
const { key: impostor } = await generateSigningSeed();
const { key: agreement } = await generateAgreementSecret();

const REQUEST: ProvisioningRequest = {
  formatVersion: 1,
  programmeId: 'programme',
  operatorId: 'op-1',
  deviceId: device.kid,
  deviceSigningKey: publicKeyRef(device.publicKey),
  operatorSigningKey: publicKeyRef(operator.publicKey),
  operatorAgreementKey: publicKeyRef(agreement.publicKey),
  createdAt: '2026-11-23T10:00:00Z',
};
const request = await signMessage(operator, 'provisioning-request', REQUEST);
const GRANT: ProvisioningGrant = {
  formatVersion: 1,
  programmeId: 'programme',
  requestHash: toHex(sha256(request)),
  operatorId: 'op-1',
  operatorName: 'A person',
  role: 'enumerator',
  areaIds: ['north'],
  deviceId: device.kid,
  deviceCode: 'A1B2',
  issuedAt: '2026-11-23T11:00:00Z',
  leaseUntil: '2027-01-23T11:00:00Z',
  secrets: { enc: new Uint8Array(32), ct: new Uint8Array(48) },
};
const grant = await signMessage(administrator, 'provisioning-grant', GRANT);
const VOUCHER = { grant: toBase64Url(grant), request: toBase64Url(request) };

async function voucherWith(changes: Partial<ProvisioningGrant>, signer = administrator) {
  const signed = await signMessage(signer, 'provisioning-grant', { ...GRANT, ...changes });
  return { ...VOUCHER, grant: toBase64Url(signed) };
}

describe('provisioning request', () => {
  it('opens by the operator’s key that it names', async () => {
    expect(await openProvisioningRequest(request)).toEqual(REQUEST);
  });

  it('signed by another key than it names is refused', async () => {
    const forged = await signMessage(impostor, 'provisioning-request', REQUEST);
    expect(await refusalOf(() => openProvisioningRequest(forged))).toBe(
      'provisioning.request-tampered',
    );
    const exchanged = {
      ...REQUEST,
      operatorSigningKey: { kid: operator.kid, key: publicKeyRef(impostor.publicKey).key },
    };
    const underOldName = await signMessage(impostor, 'provisioning-request', exchanged);
    expect(await refusalOf(() => openProvisioningRequest(underOldName))).toBe(
      'provisioning.request-tampered',
    );
  });

  it('with any bit turned or cut anywhere is refused', async () => {
    for (let i = 0; i < request.length; i++) {
      expect(await refusalOf(() => openProvisioningRequest(flipBit(request, i, i % 8)))).toBe(
        'provisioning.request-tampered',
      );
      expect(await refusalOf(() => openProvisioningRequest(request.slice(0, i)))).toBe(
        'provisioning.request-tampered',
      );
    }
  });
});

describe('voucher', () => {
  it('gives the keys that the administrator approved', async () => {
    const vouched = await openVoucher(VOUCHER, administrator);
    expect(vouched.grant).toEqual(GRANT);
    expect(vouched.signingKey).toEqual(operator.publicKey);
    expect(vouched.agreementKey).toEqual({ kid: agreement.kid, publicKey: agreement.publicKey });
  });

  it('signed by anybody else is refused', async () => {
    expect(
      await refusalOf(async () => openVoucher(await voucherWith({}, impostor), administrator)),
    ).toBe('provisioning.grant-tampered');
    const underOurName = { kid: impostor.kid, publicKey: administrator.publicKey };
    expect(
      await refusalOf(async () => openVoucher(await voucherWith({}, impostor), underOurName)),
    ).toBe('provisioning.grant-tampered');
  });

  it.each([
    ['another request', { requestHash: 'ab'.repeat(32) }],
    ['another person', { operatorId: 'op-2' }],
  ])('whose grant is for %s is refused', async (_what, changes) => {
    expect(
      await refusalOf(async () => openVoucher(await voucherWith(changes), administrator)),
    ).toBe('provisioning.grant-tampered');
  });

  it('with the request of other keys is refused: a grant fits one request', async () => {
    const own = { ...REQUEST, operatorSigningKey: publicKeyRef(impostor.publicKey) };
    const exchanged = {
      ...VOUCHER,
      request: toBase64Url(await signMessage(impostor, 'provisioning-request', own)),
    };
    expect(await refusalOf(() => openVoucher(exchanged, administrator))).toBe(
      'provisioning.grant-tampered',
    );
  });

  it.each([
    ['grant', 'provisioning.grant-tampered'],
    ['request', 'provisioning.request-tampered'],
  ] as const)('whose %s is broken names that part', async (part, code) => {
    const bytes = fromBase64Url(VOUCHER[part]);
    for (let i = 0; i < bytes.length; i += 3) {
      const broken = { ...VOUCHER, [part]: toBase64Url(flipBit(bytes, i, i % 8)) };
      expect(await refusalOf(() => openVoucher(broken, administrator))).toBe(code);
    }
    for (const text of ['A', 'no base64url!', '']) {
      expect(await refusalOf(() => openVoucher({ ...VOUCHER, [part]: text }, administrator))).toBe(
        code,
      );
    }
  });
});

describe('grant', () => {
  it.each([
    ['no area', { areaIds: [] }],
    ['an unknown role', { role: 'root' as never }],
    ['a device code of another form', { deviceCode: 'abc' }],
    ['a lease that is no time', { leaseUntil: 'never' }],
  ])('with %s is refused, though rightly signed', async (_what, changes) => {
    const signed = await signMessage(administrator, 'provisioning-grant', { ...GRANT, ...changes });
    expect(await refusalOf(() => openGrant(signed, administrator))).toBe(
      'provisioning.grant-tampered',
    );
  });
});
