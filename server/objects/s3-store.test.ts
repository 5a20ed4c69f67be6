import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LARGEST_ATTACHMENT } from '../../shared/sync/attachment-item.ts';
import { addressOf, randomObject } from '../test/random-object.ts';
import { openTestS3, TEST_PREFIX } from '../test/s3/open-test-s3.ts';
import { startStandInS3, type StandInS3 } from '../test/s3/stand-in-s3.ts';
import type { ObjectStore } from './object-store.ts';

const { address: small, bytes: SMALL } = randomObject(1000);
const { address: large, bytes: LARGE } = randomObject(LARGEST_ATTACHMENT);
const BUSY = { status: 503, code: 'SlowDown' };
const BROKEN = { status: 500, code: 'InternalError' };
const CONFLICT = { status: 409, code: 'ConditionalRequestConflict' };

let s3: StandInS3;
let store: ObjectStore;
beforeEach(async () => {
  s3 = await startStandInS3();
  // A real one waits longer for an answer; nothing else is changed.
  const requestHandler = { requestTimeout: 1000, socketTimeout: 1000, throwOnRequestTimeout: true };
  store = await openTestS3(s3, { requestHandler });
});
afterEach(() => s3.close());

function keyOf(address: string): string {
  return `${TEST_PREFIX}${address.slice(0, 2)}/${address.slice(2)}`;
}

describe('a put', () => {
  test('of a small object is one request, of a large one an upload in two parts', async () => {
    await store.put(small, SMALL);
    expect(s3.asked).toEqual(['PUT x-id']);
    await store.put(large, LARGE);
    expect(s3.asked.slice(1)).toEqual([
      'HEAD',
      'POST uploads',
      'PUT partNumber uploadId x-id',
      'PUT partNumber uploadId x-id',
      'POST uploadId',
    ]);
    expect([...s3.bucket.objects.keys()].sort()).toEqual([keyOf(small), keyOf(large)].sort());
    expect(s3.bucket.uploads.size).toBe(0);
  });

  test('never replaces what is there', async () => {
    for (const [address, bytes] of [
      [small, SMALL],
      [large, LARGE],
    ] as const) {
      await store.put(address, bytes);
      const before = s3.bucket.objects.get(keyOf(address));
      await store.put(address, bytes);
      expect(s3.bucket.objects.get(keyOf(address))).toBe(before);
    }
    expect(s3.bucket.uploads.size).toBe(0);
    // What is there is not sent again in parts.
    expect(s3.asked.filter((call) => call === 'POST uploads')).toHaveLength(1);
  });

  test('of a large object that another server puts meanwhile is refused at its end, and done', async () => {
    const other = await openTestS3(s3);
    await Promise.all([store.put(large, LARGE), other.put(large, LARGE)]);
    expect(s3.bucket.objects.size).toBe(1);
    expect(s3.bucket.uploads.size).toBe(0);
  });

  test('of bytes that are not those of the address is refused by the store', async () => {
    await expect(store.put(small, randomObject(1000).bytes)).rejects.toThrow('BadDigest');
    expect(s3.bucket.objects.size).toBe(0);
  });

  test('goes on where the store is busy, broken, silent, or its answer is lost', async () => {
    s3.spoil('PUT', BUSY, BROKEN, 'lost');
    await store.put(small, SMALL);
    expect(s3.asked).toHaveLength(4);
    s3.spoil('PUT', 'silence');
    s3.spoil('POST', BROKEN, 'lost');
    await store.put(large, LARGE);
    expect(addressOf(await store.get(large))).toBe(large);
  });

  test('that meets another of the same begins again', async () => {
    s3.spoil('PUT', CONFLICT, CONFLICT);
    await store.put(small, SMALL);
    expect(await store.get(small)).toEqual(SMALL);
  });

  test('whose last answer is lost is whole all the same, and leaves nothing unfinished', async () => {
    // The first POST begins the upload, the second ends it.
    s3.spoil('POST', 'as-ever', 'lost');
    await store.put(large, LARGE);
    expect(s3.bucket.uploads.size).toBe(0);
    expect(addressOf(await store.get(large))).toBe(large);
  });

  test('in parts that fails for good is aborted; where that fails too, the sweep does it', async () => {
    const denied = { status: 403, code: 'AccessDenied' };
    s3.spoil('PUT', denied);
    await expect(store.put(large, LARGE)).rejects.toThrow('AccessDenied');
    expect(s3.bucket.uploads.size).toBe(0);
    for (const address of [large, large, large]) {
      s3.spoil('PUT', denied);
      s3.spoil('DELETE', denied);
      await expect(store.put(address, LARGE)).rejects.toThrow('AccessDenied');
    }
    s3.bucket.begin('somebody/elses');
    expect(s3.bucket.uploads.size).toBe(4);
    await store.dropUnfinished(new Date(Date.now() - 60_000));
    expect(s3.bucket.uploads.size).toBe(4);
    await store.dropUnfinished(new Date(Date.now() + 1000));
    expect([...s3.bucket.uploads.values()].map(({ key }) => key)).toEqual(['somebody/elses']);
  });

  test('fails once the store was busy too often', async () => {
    s3.spoil('PUT', ...Array<typeof BUSY>(4).fill(BUSY));
    await expect(store.put(small, SMALL)).rejects.toThrow('SlowDown');
  });
});

describe('a get', () => {
  test('that breaks within the body fails; it never gives half an object', async () => {
    await store.put(small, SMALL);
    s3.spoil('GET', 'half');
    await expect(store.get(small)).rejects.toThrow();
  });

  test('of what somebody made too large takes none of it', async () => {
    s3.bucket.put(keyOf(small), new Uint8Array(LARGEST_ATTACHMENT + 1), undefined);
    await expect(store.get(small)).rejects.toThrow('larger than any attachment');
  });

  test('where the bucket is gone says so, and not that there is no such object', async () => {
    s3.spoil('GET', { status: 404, code: 'NoSuchBucket' });
    await expect(store.get(small)).rejects.toThrow('NoSuchBucket');
  });
});

test('what is not ours in the bucket is neither listed nor touched', async () => {
  for (const key of [`${TEST_PREFIX}notes.txt`, `${TEST_PREFIX}ab/cd/ef`, `ab/${small.slice(2)}`]) {
    s3.bucket.put(key, SMALL, undefined);
  }
  await store.put(small, SMALL);
  const found: string[] = [];
  for await (const { address } of store.list()) found.push(address);
  expect(found).toEqual([small]);
});

test('a store that does not answer is told within seconds', async () => {
  s3.spoil('GET', 'silence', 'silence', 'silence', 'silence');
  await expect(store.ping()).rejects.toThrow();
});

test('a wrong secret is refused', async () => {
  const secretAccessKey = 'another';
  const other = await openTestS3(s3, { credentials: { accessKeyId: 'STANDIN', secretAccessKey } });
  await expect(other.ping()).rejects.toThrow('SignatureDoesNotMatch');
});

test('without a region nothing is opened', async () => {
  const region = () => Promise.reject(new Error('Region is missing'));
  await expect(openTestS3(s3, { region })).rejects.toThrow('Region is missing');
});
