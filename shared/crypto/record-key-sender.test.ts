import { describe, expect, it } from 'vitest';
import { flipBit } from '../../test/support/bytes-arbitrary.ts';
import { refusalOf } from '../../test/support/refusals.ts';
import { toHex } from '../encoding/bytes.ts';
import { generateAgreementSecret } from './primitives/hpke.ts';
import {
  createRecordKeySender,
  LONGEST_GROUP_MS,
  MOST_RECORDS_PER_GROUP,
} from './record-key-sender.ts';
import { newRecordKey, unwrapRecordKey, wrapRecordKey } from './record-seal.ts';
import type { RecordBinding } from './record-binding.ts';

const BINDING: RecordBinding = {
  programmeId: 'prog',
  recordId: '0b9c1f0e-0000-4000-8000-000000000001',
  version: 1,
  deviceId: 'device',
  areaId: 'area',
  schemaVersion: 1,
};
const { key: village } = await generateAgreementSecret();
const { key: district } = await generateAgreementSecret();

describe('record keys under one group key', () => {
  it('open for each recipient, and for nobody else', async () => {
    const sender = createRecordKeySender(() => 0);
    const [first, second] = [newRecordKey(), newRecordKey()];
    const other = { ...BINDING, recordId: '0b9c1f0e-0000-4000-8000-000000000002' };
    const one = await sender.wrap(first, BINDING, [village, district]);
    const two = await sender.wrap(second, other, [village, district]);
    for (const holder of [village, district]) {
      expect(await unwrapRecordKey(one, BINDING, [holder])).toEqual(first);
      expect(await unwrapRecordKey(two, other, [holder])).toEqual(second);
    }
    expect(one[0]?.enc).toEqual(two[0]?.enc);
    expect(one[0]?.enc).not.toEqual(one[1]?.enc);
    // Another holder's key, under the kid it was wrapped for.
    const stranger = { ...district, kid: village.kid };
    expect(await refusalOf(() => unwrapRecordKey(one, BINDING, [stranger]))).toBe(
      'crypto.open-failed',
    );
  });

  it('cannot be moved to another record, area, version or device', async () => {
    const wrapped = await createRecordKeySender(() => 0).wrap(newRecordKey(), BINDING, [village]);
    for (const [name, value] of Object.entries(BINDING)) {
      const moved = { ...BINDING, [name]: typeof value === 'number' ? value + 1 : `${value}x` };
      expect(await refusalOf(() => unwrapRecordKey(wrapped, moved, [village]))).toBe(
        'crypto.open-failed',
      );
    }
  });

  it('an algorithm it does not know is refused, as is one put in the place of another', async () => {
    const key = newRecordKey();
    const [sent] = await createRecordKeySender(() => 0).wrap(key, BINDING, [village]);
    const single = await wrapRecordKey(key, BINDING, village);
    if (sent === undefined) throw new Error('nothing wrapped');
    const cases = [
      [{ ...sent, alg: 'ROT13' }, 'crypto.algorithm-unknown'],
      [{ ...sent, alg: undefined }, 'crypto.open-failed'],
      [{ ...single, alg: sent.alg }, 'crypto.open-failed'],
    ] as const;
    for (const [wrapped, code] of cases) {
      expect(await refusalOf(() => unwrapRecordKey([wrapped], BINDING, [village]))).toBe(code);
    }
  });

  it('every flipped bit is noticed', async () => {
    const [sent] = await createRecordKeySender(() => 0).wrap(newRecordKey(), BINDING, [village]);
    if (sent === undefined) throw new Error('nothing wrapped');
    for (const part of ['enc', 'ct'] as const) {
      for (let index = 0; index < sent[part].length; index++) {
        const changed = { ...sent, [part]: flipBit(sent[part], index, 7) };
        expect(await refusalOf(() => unwrapRecordKey([changed], BINDING, [village]))).toBe(
          'crypto.open-failed',
        );
      }
    }
  });

  it('a new group begins after the last record, after the longest time, and after a drop', async () => {
    let now = 1_000_000;
    const sender = createRecordKeySender(() => now);
    const next = async (): Promise<string> => {
      const [wrapped] = await sender.wrap(newRecordKey(), BINDING, [village]);
      return toHex(wrapped?.enc ?? new Uint8Array(0));
    };
    const used = [await next()];
    for (let record = 1; record < MOST_RECORDS_PER_GROUP; record++) {
      expect(await next()).toBe(used[0]);
    }
    used.push(await next());
    now += LONGEST_GROUP_MS - 1;
    expect(await next()).toBe(used[1]);
    now += 1;
    used.push(await next());
    sender.drop();
    used.push(await next());
    now -= 1;
    used.push(await next());
    expect(new Set(used).size).toBe(5);
  });
});
