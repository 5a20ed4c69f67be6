import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import { failAtWrite } from '../../../../test/integration/break-writes.ts';
import { dumpDatabase } from '../../../../test/support/dump-database.ts';
import { FieldsealStore, openStore } from '../store.ts';
import { items } from './0004-items.ts';

const NAME = 'fieldseal';
/** More than twice as many as are moved at once. */
const RECORDS = 450;

let indexedDB: IDBFactory;
let rows: readonly { readonly recordId: string; readonly item: Uint8Array }[];

function rowAt(count: number): (typeof rows)[number] & Readonly<Record<string, unknown>> {
  return {
    recordId: `record-${String(count).padStart(4, '0')}`,
    savedOrder: RECORDS - count,
    state: count % 3 === 0 ? 'saved' : 'received',
    item: Uint8Array.of(count >> 8, count & 255),
    itemHash: String(count),
    // A row without the token is in no index of it, and must not come into one.
    ...(count % 2 === 0 ? { nationalIdToken: `token ${String(count)}` } : {}),
  };
}

beforeEach(async () => {
  indexedDB = new IDBFactory();
  rows = Array.from({ length: RECORDS }, (_, count) => rowAt(count));
  const old = new FieldsealStore(NAME, { indexedDB, IDBKeyRange }, 3);
  await old.open();
  await old.table('records').bulkAdd(rows);
  old.close();
});

describe('items of format 3', () => {
  test('stand in a table of their own, and records are found as before', async () => {
    const store = await openStore(NAME, { indexedDB, IDBKeyRange });
    const records: readonly object[] = await store.records.toArray();
    expect(await store.items.toArray()).toEqual(
      rows.map(({ recordId, item }) => ({ recordId, item })),
    );
    expect(records.every((row) => !('item' in row))).toBe(true);
    expect(records.map((row, at) => ({ ...row, item: rows[at]?.item }))).toEqual(rows);
    expect(await store.records.orderBy('nationalIdToken').count()).toBe(RECORDS / 2);
    expect(await store.records.where({ state: 'saved', savedOrder: RECORDS }).count()).toBe(1);
    expect(await store.read('format')).toEqual({ formatVersion: 6, minReaderVersion: 6 });
    store.close();
  });

  test('are moved without ever being in memory all together', async () => {
    const held: number[] = [];
    await items.upgrade?.({
      table: () => ({
        put: () => Promise.resolve(),
        bulkPut: () => Promise.resolve(),
        toCollection: () => ({ modify: () => Promise.resolve() }),
        where: () => ({
          above: (id) => ({
            limit: (count) => ({
              toArray() {
                const found = rows.filter(({ recordId }) => recordId > id).slice(0, count);
                held.push(found.length);
                return Promise.resolve(found);
              },
            }),
          }),
        }),
      }),
    });
    expect(held).toEqual([200, 200, 50, 0]);
  });

  test('are moved only where the disk has room for all of them', async () => {
    const before = await dumpDatabase(NAME, indexedDB);
    const asked: number[] = [];
    const disk = { hasRoom: false };
    const room = {
      ready: Promise.resolve(),
      hasRoom(bytes = 0) {
        asked.push(bytes);
        return bytes === 0 || disk.hasRoom;
      },
    };
    const open = (): Promise<FieldsealStore> => openStore(NAME, { indexedDB, IDBKeyRange, room });
    await expect(open()).rejects.toMatchObject({ code: 'vault.storage-full' });
    expect(await dumpDatabase(NAME, indexedDB)).toBe(before);
    expect(Math.max(...asked)).toBe(RECORDS * 16 * 1024);
    disk.hasRoom = true;
    (await open()).close();
    asked.length = 0;
    (await open()).close();
    expect(Math.max(...asked), 'an upgraded store needs no room to open').toBe(0);
  });

  test.each([1, RECORDS, 2 * RECORDS, 2 * RECORDS + 1])(
    'stand where they were, bytes and all, when the move is broken off at write %i',
    async (nth) => {
      const before = await dumpDatabase(NAME, indexedDB);
      const broken = failAtWrite(nth);
      const isRefused = await openStore(NAME, { indexedDB, IDBKeyRange }).then(
        () => false,
        () => true,
      );
      broken.restore();
      expect(isRefused).toBe(true);
      expect(await dumpDatabase(NAME, indexedDB)).toBe(before);
      const store = await openStore(NAME, { indexedDB, IDBKeyRange });
      expect(await store.items.count()).toBe(RECORDS);
      store.close();
    },
  );
});
