import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import { dumpDatabase } from '../../../test/support/dump-database.ts';
import { MIGRATIONS } from './migrations/all-migrations.ts';
import { FieldsealStore, openStore } from './store.ts';

const NAME = 'fieldseal';
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
    await leaveDatabase(30);
    const before = await dumpDatabase(NAME, factory);
    expect(await outcome()).toMatchObject({
      code: 'vault.store-newer',
      details: { found: 3, known: 2 },
    });
    expect(await dumpDatabase(NAME, factory)).toBe(before);
    expect(await factory.databases()).toEqual([{ name: NAME, version: 30 }]);
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
    await store.write('format', { formatVersion: 9, minReaderVersion: 2 });
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

  test('an app of version 1 would refuse what version 2 wrote', async () => {
    (await open()).close();
    const old = new FieldsealStore(NAME, { indexedDB: factory, IDBKeyRange }, 1);
    await old.open();
    // Dexie opens it; the format says what the old app checks first.
    expect(await old.read('format')).toMatchObject({ minReaderVersion: 2 });
    old.close();
  });
});
