import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import { dumpDatabase } from '../../../test/support/dump-database.ts';
import { checkFormat } from './format-check.ts';
import { MIGRATIONS } from './migrations/all-migrations.ts';
import { FieldsealStore, openStore } from './store.ts';

const NAME = 'fieldseal';
/** Dexie multiplies its version by ten. */
const NEWER = 10 * (MIGRATIONS.length + 1);
let factory: IDBFactory;
beforeEach(() => {
  factory = new IDBFactory();
});

/** A database of the given native version, as a newer app would have left it. */
async function leaveDatabase(version: number): Promise<void> {
  const request = factory.open(NAME, version);
  request.onupgradeneeded = () => {
    const meta = request.result.createObjectStore('meta', { keyPath: 'key' });
    meta.add({ key: 'new', value: new Uint8Array([1, 2, 3]) });
  };
  await new Promise((resolve) => {
    request.onsuccess = resolve;
  });
  request.result.close();
}

const open = (): Promise<FieldsealStore> => openStore(NAME, { indexedDB: factory, IDBKeyRange });

/** What opening came to; a store that did open would be too much to print. */
async function outcome(): Promise<unknown> {
  return open().then(
    (store) => {
      store.close();
      return 'opened';
    },
    (error: unknown) => error,
  );
}

describe('opening the store', () => {
  test('a newer layout is refused, and not a byte of it changes', async () => {
    await leaveDatabase(NEWER);
    const before = await dumpDatabase(NAME, factory);
    expect(await outcome()).toMatchObject({
      code: 'vault.store-newer',
      details: { found: MIGRATIONS.length + 1, known: MIGRATIONS.length },
    });
    expect(await dumpDatabase(NAME, factory)).toBe(before);
    expect(await factory.databases()).toEqual([{ name: NAME, version: NEWER }]);
  });

  test('a known layout with newer content is refused, and not a byte of it changes', async () => {
    const store = await open();
    await store.write('format', { formatVersion: 9, minReaderVersion: 9 });
    store.close();
    const before = await dumpDatabase(NAME, factory);
    expect(await outcome()).toMatchObject({ code: 'vault.store-newer', details: { found: 9 } });
    expect(await dumpDatabase(NAME, factory)).toBe(before);
  });

  test('a newer app’s content is read when it says that this one may', async () => {
    const store = await open();
    await store.write('format', { formatVersion: 9, minReaderVersion: 3 });
    store.close();
    expect(await outcome()).toBe('opened');
  });

  test('opens its own again and keeps what it holds', async () => {
    const first = await open();
    await first.write('counters', { revision: 3, deviceCounter: 2, registrations: 1 });
    first.close();
    const second = await open();
    expect(await second.read('counters')).toEqual({
      revision: 3,
      deviceCounter: 2,
      registrations: 1,
    });
    second.close();
  });
});

describe('migrations', () => {
  test('are numbered without a gap', () => {
    expect(MIGRATIONS.map((migration) => migration.version)).toEqual(
      MIGRATIONS.map((_, index) => index + 1),
    );
  });

  test.each(MIGRATIONS.slice(0, -1).map(({ version }) => version))(
    'what version %i wrote stands unchanged in the next, which the app of before refuses',
    async (version) => {
      const sealed = new Uint8Array([1, 2, 3]);
      const draft = { id: 'd', operatorId: 'op', updatedAt: '2026-03-01T08:00:00.000Z', sealed };
      const old = new FieldsealStore(NAME, { indexedDB: factory, IDBKeyRange }, version);
      await old.open();
      await old.drafts.add(draft);
      await old.write('counters', { revision: 3, deviceCounter: 2, registrations: 1 });
      old.close();
      const next = new FieldsealStore(NAME, { indexedDB: factory, IDBKeyRange }, version + 1);
      await next.open();
      expect(await next.drafts.toArray()).toEqual([draft]);
      expect(await next.read('counters')).toMatchObject({ registrations: 1 });
      expect(await next.read('format')).toEqual({
        formatVersion: version + 1,
        minReaderVersion: version + 1,
      });
      next.close();
      await expect(checkFormat(NAME, factory, version)).rejects.toMatchObject({
        code: 'vault.store-newer',
      });
    },
  );
});
