import fc from 'fast-check';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import { importAeadKey, randomBytes, sealEnvelope } from '../../../shared/crypto/index.ts';
import { toBase64Url } from '../../../shared/encoding/bytes.ts';
import { encodeCbor } from '../../../shared/encoding/cbor.ts';
import { openStore, type FieldsealStore } from '../database/store.ts';
import type { IndexEntry } from './index-entry.ts';
import { openPage, sealPage, type IndexPageKey } from './index-page.ts';
import { compactPages, loadIndex } from './load-index.ts';
import { decodePage, encodePage, entriesOfPage } from './page-bytes.ts';

let pageKey: IndexPageKey;
let store: FieldsealStore;
beforeEach(async () => {
  pageKey = { key: await importAeadKey(randomBytes(32)), deviceId: 'device' };
  store = await openStore('pages', { indexedDB: new IDBFactory(), IDBKeyRange });
});

function idOf(count: number): string {
  return `0b9c1f0e-0000-4000-8000-${String(count).padStart(12, '0')}`;
}

function entryOf(count: number, version = 1): IndexEntry {
  return {
    recordId: idOf(count),
    version,
    operatorId: 'operator',
    sealed: { 'phone-last-four': [1000 + count], name: [2 ** 48 - 1], 'name-and-birth-date': [] },
    clk: new Uint8Array(128).fill(count),
  };
}

/** A page as version 1 of the store wrote it. */
async function firstVersionRow(id: string, count: number) {
  const token = new Uint8Array(16).fill(count);
  const entry = {
    recordId: idOf(count),
    version: 1,
    phoneLastFour: toBase64Url(token),
    names: [toBase64Url(token)],
    nameAndBirthDate: [],
  };
  const bound = { pageId: id, deviceId: pageKey.deviceId };
  const plain = encodeCbor([entry]);
  const sealed = await sealEnvelope(pageKey.key, 'index/device', 'index-page', bound, plain);
  return { id, entries: 1, sealed };
}

describe('sealed index pages', () => {
  const anyEntry: fc.Arbitrary<IndexEntry> = fc.record(
    {
      recordId: fc.uuid(),
      version: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
      operatorId: fc.constantFrom('operator', 'another'),
      sealed: fc.record({
        name: fc.array(fc.integer({ min: 0, max: 2 ** 48 - 1 }), { maxLength: 9 }),
        'a later index': fc.array(fc.integer({ min: 0, max: 2 ** 48 - 1 }), { maxLength: 3 }),
      }),
      clk: fc.option(fc.uint8Array({ minLength: 128, maxLength: 128 }), { nil: null }),
    },
    { requiredKeys: ['recordId', 'version', 'sealed', 'clk'] },
  );

  test('give back what was put in', () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 20 }), (entries) => {
        expect(entriesOfPage(decodePage(encodePage(entries)))).toEqual(entries);
      }),
    );
  });

  test('bytes that were cut, lengthened or put in another form are refused', () => {
    const bytes = encodePage([entryOf(1), entryOf(2)]);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodePage(bytes.slice(0, length))).toThrow();
    }
    expect(() => decodePage(Uint8Array.from([...bytes, 0]))).toThrow();
    expect(() => encodePage([{ ...entryOf(1), recordId: 'no-uuid' }])).toThrow(RangeError);
  });

  test('a page is bound to its id and laptop', async () => {
    const page = await sealPage(pageKey, 'page-1', [entryOf(1)]);
    expect(entriesOfPage(await openPage(pageKey, page))).toEqual([entryOf(1)]);
    const moved = { code: 'vault.store-damaged' };
    await expect(openPage(pageKey, { ...page, id: 'page-2' })).rejects.toMatchObject(moved);
    await expect(openPage({ ...pageKey, deviceId: 'other' }, page)).rejects.toMatchObject(moved);
  });

  test('many small pages become few full ones without replaced versions, and all is still found', async () => {
    for (let count = 0; count < 150; count++) {
      await store.indexPages.add(await sealPage(pageKey, `p${String(count)}`, [entryOf(count)]));
    }
    await store.indexPages.add(await sealPage(pageKey, 'newer', [entryOf(77, 2)]));
    const before = await loadIndex(store, pageKey);
    expect(await compactPages(store, pageKey, before.index)).toBe(true);
    expect(await store.indexPages.count()).toBe(1);
    expect((await store.indexPages.toArray())[0]?.entries).toBe(150);
    const { index, damagedPages } = await loadIndex(store, pageKey);
    expect(damagedPages).toEqual([]);
    expect(index.find('name', [2 ** 48 - 1])).toHaveLength(150);
    expect(index.find('phone-last-four', [1077])).toEqual([idOf(77)]);
    expect(index.versionOf(idOf(77))).toBe(2);
    expect(await compactPages(store, pageKey, index)).toBe(false);
  });

  test('pages that another window compacted meanwhile are not written twice', async () => {
    for (let count = 0; count < 70; count++) {
      await store.indexPages.add(await sealPage(pageKey, `p${String(count)}`, [entryOf(count)]));
    }
    const { index } = await loadIndex(store, pageKey);
    await Promise.all([compactPages(store, pageKey, index), compactPages(store, pageKey, index)]);
    const rows = await store.indexPages.toArray();
    expect(rows.reduce((sum, row) => sum + row.entries, 0)).toBe(70);
  });

  test('entries that another window added since the index was loaded are kept', async () => {
    for (let count = 0; count < 70; count++) {
      await store.indexPages.add(await sealPage(pageKey, `p${String(count)}`, [entryOf(count)]));
    }
    const { index } = await loadIndex(store, pageKey);
    await store.indexPages.add(await sealPage(pageKey, 'new', [entryOf(200)]));
    await store.indexPages.add(await sealPage(pageKey, 'newer', [entryOf(7, 2)]));
    expect(await compactPages(store, pageKey, index)).toBe(true);
    const again = (await loadIndex(store, pageKey)).index;
    expect([7, 8, 200].map((count) => again.versionOf(idOf(count)))).toEqual([2, 1, 1]);
    expect((await store.indexPages.toArray()).map((row) => row.entries)).toEqual([71]);
  });

  test('pages of version 1 open, are found by the same tokens, and are written anew', async () => {
    await store.indexPages.add(await firstVersionRow('old', 5));
    await store.indexPages.add(await sealPage(pageKey, 'new', [entryOf(6)]));
    const { index } = await loadIndex(store, pageKey);
    const token = Number.parseInt('05'.repeat(6), 16);
    expect(index.find('name', [token])).toEqual([idOf(5)]);
    expect(await compactPages(store, pageKey, index)).toBe(true);
    const rows = await store.indexPages.toArray();
    expect(rows.map((row) => row.format)).toEqual([2, 2]);
    const again = await loadIndex(store, pageKey);
    expect(again.index.find('phone-last-four', [token])).toEqual([idOf(5)]);
    expect(again.index.has(idOf(6))).toBe(true);
  });

  test('a damaged page is named, kept, and the others still count', async () => {
    await store.indexPages.add(await sealPage(pageKey, 'good', [entryOf(1)]));
    const bad = await sealPage(pageKey, 'bad', [entryOf(2)]);
    bad.sealed[bad.sealed.length - 1] = (bad.sealed.at(-1) ?? 0) ^ 1;
    await store.indexPages.add(bad);
    const { index, damagedPages } = await loadIndex(store, pageKey);
    expect(damagedPages).toEqual(['bad']);
    expect(index.find('name', [2 ** 48 - 1])).toEqual([idOf(1)]);
    await compactPages(store, pageKey, index);
    expect(await store.indexPages.get('bad')).toBeDefined();
  });

  test('neither ids nor encodings stand in the stored page', async () => {
    const page = await sealPage(pageKey, 'page', [entryOf(7)]);
    const text = new TextDecoder('latin1').decode(page.sealed);
    expect(text).not.toContain('\u0080\u0000\u0000\u0000');
    expect(text).not.toContain('\u0007'.repeat(16));
  });
});
