/** What every object store promises, held against each that there is. */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { LARGEST_ATTACHMENT } from '../../shared/sync/attachment-item.ts';
import { openBreakableStore } from '../test/breakable-store.ts';
import { addressOf, randomObject as some } from '../test/random-object.ts';
import { openRealS3, openTestS3, REAL_S3 } from '../test/s3/open-test-s3.ts';
import { startStandInS3, type StandInS3 } from '../test/s3/stand-in-s3.ts';
import { openFolderStore } from './folder-store.ts';
import type { ObjectStore } from './object-store.ts';

interface Opened {
  readonly store: ObjectStore;
  /** The same store, as another server has it. */
  readonly other: ObjectStore;
  close(): Promise<void>;
}

let standIn: StandInS3;
beforeAll(async () => {
  standIn = await startStandInS3();
});
afterAll(() => standIn.close());

const STORES: readonly (readonly [name: string, open: () => Promise<Opened>])[] = [
  [
    'a folder',
    async () => {
      const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'fieldseal-store-'));
      const [store, other] = [await openFolderStore(folder), await openFolderStore(folder)];
      return { store, other, close: () => fs.rm(folder, { recursive: true }) };
    },
  ],
  [
    'the store that tests break',
    async () => {
      const breakable = await openBreakableStore();
      const { objects } = breakable;
      return { store: objects, other: objects, close: () => breakable.remove() };
    },
  ],
  ['S3, a stand-in', () => twice(() => openTestS3(standIn))],
];

async function twice(open: () => Promise<ObjectStore>): Promise<Opened> {
  return { store: await open(), other: await open(), close: () => Promise.resolve() };
}

/** `FIELDSEAL_TEST_S3=s3://bucket/path` and AWS' own variables: a real store, whose objects below that path are deleted. */
const ALL =
  REAL_S3 === undefined
    ? STORES
    : [...STORES, ['S3, a real one', () => twice(openRealS3)] as const];

async function addressesIn(store: ObjectStore): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { address } of store.list()) found.push(address);
  return found.sort();
}

describe.each(ALL)('%s', (_name, open) => {
  let opened: Opened;
  let store: ObjectStore;
  beforeEach(async () => {
    opened = await open();
    ({ store } = opened);
    for (const address of await addressesIn(store)) await store.delete(address);
  });
  afterEach(() => opened.close());

  test.each([1, 4096, 5 * 1024 * 1024, 5 * 1024 * 1024 + 1, LARGEST_ATTACHMENT])(
    'gives back %i bytes as they were put, to other servers as well',
    async (size) => {
      const { address, bytes } = some(size);
      await store.put(address, bytes);
      for (const asked of [store, opened.other]) {
        const got = await asked.get(address);
        expect(got?.length).toBe(size);
        expect(addressOf(got)).toBe(address);
      }
    },
  );

  test('has nothing under an address that nobody put', async () => {
    const { address } = some(10);
    expect(await store.get(address)).toBeUndefined();
    await store.delete(address);
    expect(await addressesIn(store)).toEqual([]);
  });

  test.each([100, LARGEST_ATTACHMENT])(
    'takes the same %i bytes again, also from several at once',
    async (size) => {
      const { address, bytes } = some(size);
      await Promise.all([store, store, opened.other].map((one) => one.put(address, bytes)));
      await store.put(address, bytes);
      expect(await addressesIn(store)).toEqual([address]);
      expect(addressOf(await store.get(address))).toBe(address);
    },
  );

  test('lists all that is there, with its time, and no more once it is deleted', async () => {
    const begin = Date.now();
    const made = [some(1), some(2), some(3), some(4), some(5)];
    for (const { address, bytes } of made) await store.put(address, bytes);
    const seen: string[] = [];
    for await (const { address, storedAt } of store.list()) {
      seen.push(address);
      // Stores count seconds, and some have clocks of their own.
      expect(Math.abs(storedAt.getTime() - begin)).toBeLessThan(60_000);
    }
    expect(seen.sort()).toEqual(made.map(({ address }) => address).sort());
    const [first] = made;
    await store.delete(first?.address ?? '');
    expect(await store.get(first?.address ?? '')).toBeUndefined();
    expect(await addressesIn(store)).toHaveLength(4);
  });

  test('clearing away what is unfinished leaves what is whole', async () => {
    const { address, bytes } = some(LARGEST_ATTACHMENT);
    await store.put(address, bytes);
    await store.dropUnfinished(new Date(Date.now() + 60_000));
    expect(await addressesIn(store)).toEqual([address]);
  });

  test.each(['', '../../etc/passwd', 'A'.repeat(64), `${'a'.repeat(62)}/.`])(
    'touches nothing under %j, which is no address',
    async (address) => {
      await expect(store.put(address, some(1).bytes)).rejects.toThrow();
      await expect(store.get(address)).rejects.toThrow();
      await expect(store.delete(address)).rejects.toThrow();
    },
  );

  test('keeps the mark of whoever left one first, and lists it not', async () => {
    const first = await store.claim('first1');
    expect(first).toMatch(/^\w+1$/u);
    expect(await opened.other.claim('second1')).toBe(first);
    expect(await addressesIn(store)).toEqual([]);
  });

  test('has one mark, however many come at once', async () => {
    const marks = await Promise.all(['a1', 'b1', 'c1'].map((mark) => store.claim(mark)));
    expect(new Set(marks).size).toBe(1);
  });

  test('answers that it is there', async () => {
    await store.ping();
  });
});
