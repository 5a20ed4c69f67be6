import { expect, test } from 'vitest';
import { generateSigningSeed, signMessage } from '../crypto/index.ts';
import { concatBytes, utf8 } from '../encoding/bytes.ts';
import {
  openLeaseRenewal,
  readLeaseFile,
  signLeaseRenewal,
  writeLeaseFile,
  type LeaseRenewal,
} from './lease-renewal.ts';

const RENEWAL: LeaseRenewal = {
  formatVersion: 1,
  programmeId: 'programme',
  operatorId: 'operator',
  deviceId: 'device',
  requestHash: 'a'.repeat(64),
  issuedAt: '2026-11-24T08:00:00.000Z',
  leaseUntil: '2027-01-24T08:00:00.000Z',
};

test('opens by the key that signed it, and by no other', async () => {
  const { key } = await generateSigningSeed();
  const { key: other } = await generateSigningSeed();
  const signed = await signLeaseRenewal(key, RENEWAL);
  expect(await openLeaseRenewal(signed, key)).toEqual(RENEWAL);
  await expect(openLeaseRenewal(signed, other)).rejects.toMatchObject({ code: 'lease.tampered' });
  await expect(
    openLeaseRenewal(signed, { kid: key.kid, publicKey: other.publicKey }),
  ).rejects.toMatchObject({ code: 'lease.tampered' });
});

test('a signature made for something else, or one byte changed, is none', async () => {
  const { key } = await generateSigningSeed();
  const grant = await signMessage(key, 'provisioning-grant', RENEWAL);
  await expect(openLeaseRenewal(grant, key)).rejects.toMatchObject({ code: 'lease.tampered' });
  const signed = await signLeaseRenewal(key, RENEWAL);
  signed[signed.length - 1] = (signed.at(-1) ?? 0) ^ 1;
  await expect(openLeaseRenewal(signed, key)).rejects.toMatchObject({ code: 'lease.tampered' });
});

test('one that ends before it begins is not signed', async () => {
  const { key } = await generateSigningSeed();
  const backwards = { ...RENEWAL, leaseUntil: RENEWAL.issuedAt };
  await expect(signLeaseRenewal(key, backwards)).rejects.toThrow();
});

test('a file holds renewals and grants, each as what it is; another file is refused', async () => {
  const { key } = await generateSigningSeed();
  const renewals = [await signLeaseRenewal(key, RENEWAL), await signLeaseRenewal(key, RENEWAL)];
  const grants = [await signMessage(key, 'provisioning-grant', { any: 'grant' })];
  const file = writeLeaseFile({ renewals, grants });
  expect(readLeaseFile(file)).toEqual({ renewals, grants });
  const unsigned = writeLeaseFile({ renewals: [utf8('one')], grants: [] });
  for (const bytes of [utf8('FSBATCH\u0001'), file.slice(0, -1), unsigned]) {
    expect(() => readLeaseFile(concatBytes(bytes))).toThrow('lease.tampered');
  }
});
