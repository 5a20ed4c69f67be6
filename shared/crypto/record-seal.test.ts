import { describe, expect, it } from 'vitest';
import { flipBit } from '../../test/support/bytes-arbitrary.ts';
import { refusalOf } from '../../test/support/refusals.ts';
import { utf8 } from '../encoding/bytes.ts';
import { generateAgreementSecret } from './primitives/hpke.ts';
import {
  newRecordKey,
  openReason,
  openRecord,
  sealReason,
  sealRecord,
  unwrapRecordKey,
  wrapRecordKey,
} from './record-seal.ts';
import type { RecordBinding } from './record-binding.ts';

const BINDING: RecordBinding = {
  programmeId: 'prog',
  recordId: '0b9c1f0e-0000-4000-8000-000000000001',
  version: 1,
  deviceId: 'device',
  areaId: 'area',
  schemaVersion: 1,
};
const CONTENT = utf8('answers and consent');
const { key: village } = await generateAgreementSecret();
const { key: district } = await generateAgreementSecret();
const { key: stranger } = await generateAgreementSecret();

/** The binding with one property changed, for each property. */
const MOVED: readonly (readonly [string, RecordBinding])[] = Object.entries(BINDING).map(
  ([name, value]) => [
    name,
    { ...BINDING, [name]: typeof value === 'number' ? value + 1 : `${value}x` },
  ],
);

describe('sealed record', () => {
  it('opens for every holder of a key it was sealed to, and for nobody else', async () => {
    const recordKey = newRecordKey();
    const envelope = await sealRecord(recordKey, BINDING, CONTENT);
    const wrapped = await Promise.all(
      [village, district].map((key) => wrapRecordKey(recordKey, BINDING, key)),
    );
    for (const holder of [village, district]) {
      const unwrapped = await unwrapRecordKey(wrapped, BINDING, [stranger, holder]);
      expect(await openRecord(unwrapped, BINDING, envelope)).toEqual(CONTENT);
    }
    expect(await refusalOf(() => unwrapRecordKey(wrapped, BINDING, [stranger]))).toBe(
      'review.key-missing',
    );
    expect(await refusalOf(() => unwrapRecordKey(wrapped, BINDING, []))).toBe('review.key-missing');
  });

  it.each(MOVED)(
    'cannot be moved to another %s, neither content nor key',
    async (_property, moved) => {
      const recordKey = newRecordKey();
      const envelope = await sealRecord(recordKey, BINDING, CONTENT);
      const wrapped = [await wrapRecordKey(recordKey, BINDING, village)];
      expect(await refusalOf(() => openRecord(recordKey, moved, envelope))).toMatch(
        /^crypto\.(?:open-failed|key-unknown)$/u,
      );
      expect(await refusalOf(() => unwrapRecordKey(wrapped, moved, [village]))).toBe(
        'crypto.open-failed',
      );
    },
  );

  it('does not open with another record’s key or for turned bits', async () => {
    const envelope = await sealRecord(newRecordKey(), BINDING, CONTENT);
    expect(await refusalOf(() => openRecord(newRecordKey(), BINDING, envelope))).toBe(
      'crypto.open-failed',
    );
    const recordKey = newRecordKey();
    const own = await sealRecord(recordKey, BINDING, CONTENT);
    for (let i = 0; i < own.length; i++) {
      expect(await refusalOf(() => openRecord(recordKey, BINDING, flipBit(own, i, i % 8)))).toMatch(
        /^crypto\./u,
      );
    }
  });

  it('under a wrapped key passed off as another holder’s is refused', async () => {
    const wrapped = await wrapRecordKey(newRecordKey(), BINDING, village);
    const relabelled = [{ ...wrapped, kid: district.kid }];
    expect(await refusalOf(() => unwrapRecordKey(relabelled, BINDING, [district]))).toBe(
      'crypto.open-failed',
    );
  });

  it('has a key of its own: no two are equal', () => {
    expect(new Set(Array.from({ length: 200 }, () => newRecordKey().join())).size).toBe(200);
    expect(newRecordKey()).toHaveLength(32);
  });
});

describe('sealed reason of a return', () => {
  it('opens for the holder of the record key, and for that record and version only', async () => {
    const recordKey = newRecordKey();
    const sealed = await sealReason(recordKey, BINDING, 'السبب: birth year differs');
    expect(await openReason(recordKey, BINDING, sealed)).toBe('السبب: birth year differs');
    expect(await refusalOf(() => openReason(newRecordKey(), BINDING, sealed))).toBe(
      'crypto.open-failed',
    );
    for (const [, moved] of MOVED) {
      expect(await refusalOf(() => openReason(recordKey, moved, sealed))).toMatch(
        /^crypto\.(?:open-failed|key-unknown)$/u,
      );
    }
  });

  it('is not taken for the record, nor the record for a reason', async () => {
    const recordKey = newRecordKey();
    const reason = await sealReason(recordKey, BINDING, 'x');
    const record = await sealRecord(recordKey, BINDING, CONTENT);
    expect(await refusalOf(() => openRecord(recordKey, BINDING, reason))).toBe(
      'crypto.open-failed',
    );
    expect(await refusalOf(() => openReason(recordKey, BINDING, record))).toBe(
      'crypto.open-failed',
    );
  });
});
