import { describe, expect, it } from 'vitest';
import { flipBit } from '../../test/support/bytes-arbitrary.ts';
import { refusalOf } from '../../test/support/refusals.ts';
import { zeroedBytes } from '../../test/support/watch-bytes.ts';
import { copyBytes, utf8 } from '../encoding/bytes.ts';
import { encodeCbor } from '../encoding/cbor.ts';
import { openEnvelope, sealEnvelope } from './envelope.ts';
import { pad } from './padding.ts';
import { importAeadKey } from './primitives/aead.ts';
import { generateAgreementSecret, hpkeOpen } from './primitives/hpke.ts';
import { deriveAeadKey } from './primitives/kdf.ts';
import {
  newRecordKey,
  openReason,
  openRecord,
  sealReason,
  sealRecord,
  unwrapRecordKey,
  wrapRecordKey,
} from './record-seal.ts';
import { RecordBinding, WrappedRecordKey } from './record-binding.ts';

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

describe('what a record is bound to', () => {
  it('has every part, and versions from 1 on', () => {
    expect(RecordBinding.parse({ ...BINDING, version: 7 })).toEqual({ ...BINDING, version: 7 });
    for (const part of Object.keys(BINDING)) {
      expect(RecordBinding.safeParse({ ...BINDING, [part]: undefined }).success).toBe(false);
    }
    for (const version of [0, -1, 1.5]) {
      expect(RecordBinding.safeParse({ ...BINDING, version }).success).toBe(false);
    }
  });

  it('comes with keys that name their holder', () => {
    const wrapped = { kid: 'k', enc: new Uint8Array(32), ct: new Uint8Array(48) };
    expect(WrappedRecordKey.parse(wrapped)).toEqual(wrapped);
    const sent = { ...wrapped, alg: 'a'.repeat(40) };
    expect(WrappedRecordKey.parse(sent)).toEqual(sent);
    expect(WrappedRecordKey.safeParse({ ...wrapped, alg: 'a'.repeat(41) }).success).toBe(false);
    for (const part of Object.keys(wrapped)) {
      expect(WrappedRecordKey.safeParse({ ...wrapped, [part]: undefined }).success).toBe(false);
    }
  });

  it('uses each secret for what its name says, so that stored ones open for ever', async () => {
    const recordKey = newRecordKey();
    const wrapped = await wrapRecordKey(recordKey, BINDING, village);
    const sealed = { enc: copyBytes(wrapped.enc), ct: copyBytes(wrapped.ct) };
    const aad = encodeCbor(BINDING);
    expect(await hpkeOpen(village, sealed, 'fieldseal/1/record-key', aad)).toEqual(recordKey);
    const reason = await sealReason(recordKey, BINDING, 'illegible');
    const key = await deriveAeadKey(recordKey, new Uint8Array(0), 'fieldseal/1/return-reason');
    const bound = { ...BINDING, part: 'reason' };
    expect(await openEnvelope(() => key, 'record-view', bound, reason)).toEqual(utf8('illegible'));
  });
});

describe('sealed record', () => {
  it('opens also as the first version sealed it, without padding', async () => {
    const recordKey = newRecordKey();
    const kid = `record/${BINDING.recordId}/1`;
    const content = encodeCbor({ name: 'Amal' });
    const key = await importAeadKey(recordKey);
    const envelope = await sealEnvelope(key, kid, 'record', { ...BINDING }, content);
    expect(await openRecord(recordKey, BINDING, envelope)).toEqual(content);
  });

  it('leaves its padded content in no memory, neither where it is sealed nor where it is opened', async () => {
    const recordKey = newRecordKey();
    const padded = pad(CONTENT, 512);
    const envelope = await sealRecord(recordKey, BINDING, CONTENT);
    for (const work of [
      () => sealRecord(recordKey, BINDING, CONTENT),
      () => openRecord(recordKey, BINDING, envelope),
    ]) {
      expect(await zeroedBytes(work)).toContainEqual(padded);
    }
  });

  it('says that the key is another’s where the envelope is of another record', async () => {
    const recordKey = newRecordKey();
    const other = { ...BINDING, version: 2 };
    const envelope = await sealRecord(recordKey, other, CONTENT);
    expect(await refusalOf(() => openRecord(recordKey, BINDING, envelope))).toBe(
      'crypto.key-unknown',
    );
    const reason = await sealReason(recordKey, other, 'illegible');
    expect(await refusalOf(() => openReason(recordKey, BINDING, reason))).toBe(
      'crypto.key-unknown',
    );
  });

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
