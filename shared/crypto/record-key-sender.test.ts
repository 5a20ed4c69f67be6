import { describe, expect, it } from 'vitest';
import { flipBit } from '../../test/support/bytes-arbitrary.ts';
import { refusalOf } from '../../test/support/refusals.ts';
import { zeroedBytes } from '../../test/support/watch-bytes.ts';
import { copyBytes, toHex, utf8 } from '../encoding/bytes.ts';
import { encodeCbor } from '../encoding/cbor.ts';
import { importAeadKey, unwrapBytes } from './primitives/aead.ts';
import { generateAgreementSecret, hpkeOpen, hpkeSeal } from './primitives/hpke.ts';
import { randomBytes } from './primitives/random.ts';
import {
  createRecordKeySender,
  LONGEST_GROUP_MS,
  MOST_RECORDS_PER_GROUP,
  openSentKey,
} from './record-key-sender.ts';
import { newRecordKey, unwrapRecordKey, wrapRecordKey } from './record-seal.ts';
import type { RecordBinding, WrappedRecordKey } from './record-binding.ts';

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
    for (const [wrapped, found] of [
      [{ ...sent, alg: 'ROT13' }, 'ROT13'],
      [single, ''],
    ] as const) {
      await expect(openSentKey(wrapped, BINDING, village)).rejects.toMatchObject({
        code: 'crypto.algorithm-unknown',
        details: { found },
      });
    }
  });

  it('a group key of another length is refused like one that does not open', async () => {
    const use = 'fieldseal/2/record-group-key';
    const sealed = await hpkeSeal(village.publicKey, randomBytes(24), use, utf8(use));
    const wrapped = { kid: village.kid, alg: 'X25519-GROUP-A256GCM', ...sealed };
    expect(await refusalOf(() => openSentKey(wrapped, BINDING, village))).toBe(
      'crypto.open-failed',
    );
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

describe('a key as it was sent', () => {
  // It stands in records on the server: by another text, what was sealed before would not open.
  it('opens by its parts alone: a group key for the recipient, and the record key under it', async () => {
    const recordKey = newRecordKey();
    const [sent] = await createRecordKeySender(() => 0).wrap(recordKey, BINDING, [village]);
    expect(sent).toMatchObject({ kid: village.kid, alg: 'X25519-GROUP-A256GCM' });
    const { enc, ct } = sent!;
    const use = 'fieldseal/2/record-group-key';
    const sealed = { enc: copyBytes(enc), ct: copyBytes(ct.slice(0, 48)) };
    const group = await hpkeOpen(village, sealed, use, utf8(use));
    const bound = encodeCbor(['fieldseal-record-key', 2, BINDING]);
    const wrapped = copyBytes(ct.slice(48));
    expect(await unwrapBytes(await importAeadKey(group), wrapped, bound)).toEqual(recordKey);
  });

  it('leaves its group key in no memory, neither where it is made nor where it is opened', async () => {
    const recordKey = newRecordKey();
    let wrapped: readonly WrappedRecordKey[] = [];
    const making = await zeroedBytes(async () => {
      wrapped = await createRecordKeySender(() => 0).wrap(recordKey, BINDING, [village]);
    });
    const use = 'fieldseal/2/record-group-key';
    const { enc, ct } = wrapped[0]!;
    const sealed = { enc: copyBytes(enc), ct: copyBytes(ct.slice(0, 48)) };
    const group = await hpkeOpen(village, sealed, use, utf8(use));
    expect(making).toContainEqual(group);
    const opening = await zeroedBytes(() => openSentKey(wrapped[0]!, BINDING, village));
    expect(opening).toContainEqual(group);
  });

  it('is of a group of its own for other recipients, and after a group that could not be made', async () => {
    const sender = createRecordKeySender(() => 0);
    const [one] = await sender.wrap(newRecordKey(), BINDING, [village]);
    const [other] = await sender.wrap(newRecordKey(), BINDING, [district]);
    expect(other?.kid).toBe(district.kid);
    expect(other?.enc).not.toEqual(one?.enc);
    const broken = { kid: 'k', publicKey: new Uint8Array(3) };
    await expect(sender.wrap(newRecordKey(), BINDING, [broken])).rejects.toThrow();
    const mended = { kid: 'k', publicKey: village.publicKey };
    const [sent] = await sender.wrap(newRecordKey(), BINDING, [mended]);
    expect(sent?.kid).toBe('k');
  });
});
