import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import { importAeadKey, randomBytes } from '../../../shared/crypto/index.ts';
import { openStore, type FieldsealStore } from '../database/store.ts';
import { openPage, sealPage, type IndexEntry, type IndexPageKey } from './index-page.ts';
import { loadIndex } from './load-index.ts';

let pageKey: IndexPageKey;
let store: FieldsealStore;
beforeEach(async () => {
  pageKey = { key: await importAeadKey(randomBytes(32)), deviceId: 'device' };
  store = await openStore('pages', { indexedDB: new IDBFactory(), IDBKeyRange });
});

function entryOf(count: number): IndexEntry {
  return {
    recordId: `record-${String(count)}`,
    version: 1,
    operatorId: 'operator',
    sealed: { 'phone-last-four': [1000 + count], name: [2 ** 48 - 1], 'name-and-birth-date': [] },
    clk: new Uint8Array(128).fill(count),
  };
}

describe('sealed index pages', () => {
  test('a page is bound to its id and laptop', async () => {
    const page = await sealPage(pageKey, 'page-1', [entryOf(1)]);
    expect(await openPage(pageKey, page)).toEqual([entryOf(1)]);
    const moved = { code: 'vault.store-damaged' };
    await expect(openPage(pageKey, { ...page, id: 'page-2' })).rejects.toMatchObject(moved);
    await expect(openPage({ ...pageKey, deviceId: 'other' }, page)).rejects.toMatchObject(moved);
  });

  test('many small pages become few full ones, and everything is still found', async () => {
    for (let count = 0; count < 150; count++) {
      await store.indexPages.add(await sealPage(pageKey, `p${String(count)}`, [entryOf(count)]));
    }
    await loadIndex(store, pageKey);
    expect(await store.indexPages.count()).toBe(1);
    const { index, damagedPages } = await loadIndex(store, pageKey);
    expect(damagedPages).toEqual([]);
    expect(index.find('name', [2 ** 48 - 1])).toHaveLength(150);
    expect(index.find('phone-last-four', [1077])).toEqual(['record-77']);
  });

  test('a damaged page is named and the others still count', async () => {
    await store.indexPages.add(await sealPage(pageKey, 'good', [entryOf(1)]));
    const bad = await sealPage(pageKey, 'bad', [entryOf(2)]);
    bad.sealed[bad.sealed.length - 1] = (bad.sealed.at(-1) ?? 0) ^ 1;
    await store.indexPages.add(bad);
    const { index, damagedPages } = await loadIndex(store, pageKey);
    expect(damagedPages).toEqual(['bad']);
    expect(index.find('name', [2 ** 48 - 1])).toEqual(['record-1']);
  });

  test('neither ids nor encodings stand in the stored page', async () => {
    const page = await sealPage(pageKey, 'page', [entryOf(7)]);
    const text = new TextDecoder('latin1').decode(page.sealed);
    expect(text).not.toContain('record-7');
    expect(text).not.toContain('\u0007'.repeat(16));
  });
});
