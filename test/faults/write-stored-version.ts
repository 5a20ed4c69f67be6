import type { Page } from 'playwright-core';
import { LAYOUT_1, type StoredVersion } from '../fixtures/stores/stored-version.ts';

/** Writes a kept store into the page's origin, by plain IndexedDB. The page must not show the app. */
export async function writeStoredVersion(page: Page, stored: StoredVersion): Promise<void> {
  await page.evaluate(writeTables, {
    nativeVersion: stored.layoutVersion * 10,
    layout: LAYOUT_1,
    tables: stored.tables,
  });
}

async function writeTables(store: {
  readonly nativeVersion: number;
  readonly layout: Readonly<Record<string, readonly string[]>>;
  readonly tables: Readonly<Record<string, readonly unknown[]>>;
}): Promise<void> {
  const decoded = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(decoded);
    if (typeof value !== 'object' || value === null) return value;
    if ('bytes' in value && typeof value.bytes === 'string') {
      return Uint8Array.from(atob(value.bytes), (character) => character.charCodeAt(0));
    }
    return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, decoded(held)]));
  };
  const opening = indexedDB.open('fieldseal', store.nativeVersion);
  opening.onupgradeneeded = () => {
    for (const [name, [key = '', ...indexes]] of Object.entries(store.layout)) {
      const table = opening.result.createObjectStore(name, { keyPath: key });
      for (const index of indexes) {
        const parts = index.replace('&', '').split('+');
        const isCompound = parts.length > 1;
        const indexName = isCompound ? `[${parts.join('+')}]` : (parts[0] ?? '');
        const keyPath = isCompound ? parts : indexName;
        table.createIndex(indexName, keyPath, { unique: index.startsWith('&') });
      }
    }
  };
  await new Promise((resolve, reject) => {
    opening.onsuccess = resolve;
    opening.onerror = () => reject(new Error('the store could not be made'));
  });
  const names = Object.keys(store.tables);
  const transaction = opening.result.transaction(names, 'readwrite', { durability: 'strict' });
  for (const name of names) {
    for (const row of store.tables[name] ?? []) transaction.objectStore(name).add(decoded(row));
  }
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(new Error('the rows could not be written'));
  });
  opening.result.close();
}
