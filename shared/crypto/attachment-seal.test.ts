import { describe, expect, it } from 'vitest';
import { flipBit } from '../../test/support/bytes-arbitrary.ts';
import { refusalOf } from '../../test/support/refusals.ts';
import {
  isAttachmentOf,
  newAttachmentKey,
  openAttachment,
  sealAttachment,
} from './attachment-seal.ts';
import { randomBytes } from './primitives/random.ts';
import { newRecordKey, sealRecord } from './record-seal.ts';

const BINDING = { programmeId: 'prog', recordId: '0b9c1f0e-0000-4000-8000-000000000001' };

describe('a sealed attachment', () => {
  it.each([1, 4000, 4096, 60_000])(
    'of %i bytes opens, and shows only how many blocks it has',
    async (length) => {
      const key = newAttachmentKey();
      const plain = randomBytes(length);
      const sealed = await sealAttachment(key, BINDING, plain);
      expect(await openAttachment(key, BINDING, sealed)).toEqual(plain);
      const shorter = await sealAttachment(key, BINDING, plain.slice(0, Math.max(1, length - 3)));
      expect(sealed.length - shorter.length).toBeLessThanOrEqual(4096);
      expect((sealed.length - shorter.length) % 4096).toBe(0);
    },
  );

  it('opens for no other record, programme or key, and no bit of it may change', async () => {
    const key = newAttachmentKey();
    const sealed = await sealAttachment(key, BINDING, randomBytes(300));
    const tries = [
      () => openAttachment(key, { ...BINDING, recordId: 'another' }, sealed),
      () => openAttachment(key, { ...BINDING, programmeId: 'another' }, sealed),
      () => openAttachment(newAttachmentKey(), BINDING, sealed),
      () => openAttachment(key, BINDING, flipBit(sealed, sealed.length - 1, 0)),
      () => openAttachment(key, BINDING, flipBit(sealed, 200, 3)),
    ];
    for (const open of tries) {
      expect(await refusalOf(open)).toMatch(/^crypto\.(open-failed|key-unknown)$/u);
    }
  });

  it('names its record to whoever has no key, and nothing else passes for one', async () => {
    const sealed = await sealAttachment(newAttachmentKey(), BINDING, randomBytes(300));
    expect(isAttachmentOf(BINDING.recordId, sealed)).toBe(true);
    expect(isAttachmentOf('another', sealed)).toBe(false);
    expect(isAttachmentOf(BINDING.recordId, randomBytes(300))).toBe(false);
    expect(isAttachmentOf(BINDING.recordId, new Uint8Array(0))).toBe(false);
    const bound = { ...BINDING, version: 1, deviceId: 'd', areaId: 'a', schemaVersion: 1 };
    const record = await sealRecord(newRecordKey(), bound, randomBytes(64));
    expect(isAttachmentOf(BINDING.recordId, record)).toBe(false);
  });

  it('is no record', async () => {
    const key = newRecordKey();
    const binding = { ...BINDING, version: 1, deviceId: 'd', areaId: 'a', schemaVersion: 1 };
    const record = await sealRecord(key, binding, randomBytes(64));
    expect(await refusalOf(() => openAttachment(key, BINDING, record))).toBe('crypto.open-failed');
  });
});
