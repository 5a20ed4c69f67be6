import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, test } from 'vitest';
import { openStore } from './store.ts';

/** A database of the given native version, as a newer app would have left it. */
async function leaveDatabase(factory: IDBFactory, version: number): Promise<void> {
  const request = factory.open('fieldseal', version);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('meta', { keyPath: 'key' }).add({ key: 'new', value: 1 });
  };
  await new Promise((resolve) => {
    request.onsuccess = resolve;
  });
  request.result.close();
}

describe('opening the store', () => {
  test('a newer layout is refused and keeps version and content', async () => {
    const factory = new IDBFactory();
    await leaveDatabase(factory, 30);
    await expect(openStore('fieldseal', { indexedDB: factory, IDBKeyRange })).rejects.toMatchObject(
      { code: 'vault.store-newer', details: { found: 3, known: 2 } },
    );
    const [left] = await factory.databases();
    expect(left).toEqual({ name: 'fieldseal', version: 30 });
  });

  test('opens its own again and keeps what it holds', async () => {
    const factory = new IDBFactory();
    const first = await openStore('fieldseal', { indexedDB: factory, IDBKeyRange });
    await first.write('counters', { revision: 3, deviceCounter: 2, registrations: 1 });
    first.close();
    const second = await openStore('fieldseal', { indexedDB: factory, IDBKeyRange });
    expect(await second.read('counters')).toEqual({
      revision: 3,
      deviceCounter: 2,
      registrations: 1,
    });
  });
});
