import { randomId } from '../../../shared/crypto/index.ts';
import type { IndexPageRow } from '../database/rows.ts';
import type { FieldsealStore } from '../database/store.ts';
import { openPage, sealPage, type IndexEntry, type IndexPageKey } from './index-page.ts';
import { createMemoryIndex, type MemoryIndex } from './memory-index.ts';

/** Records in a full page. */
const PAGE_SIZE = 1000;

/** Small pages that are put up with before they are compacted: each save adds one. */
const SMALL_PAGES_KEPT = 64;

/** The index as opened, and the pages that could not be. */
export interface LoadedIndex {
  readonly index: MemoryIndex;
  readonly damagedPages: readonly string[];
}

/**
 * Opens all index pages. A damaged page never stops the unlock: it is named, and its records are indexed again
 * where their keys are held. Small pages are compacted on the way.
 */
export async function loadIndex(
  store: FieldsealStore,
  pageKey: IndexPageKey,
): Promise<LoadedIndex> {
  const index = createMemoryIndex();
  const damagedPages: string[] = [];
  const small: { readonly id: string; readonly entries: readonly IndexEntry[] }[] = [];
  for (const row of await store.indexPages.toArray()) {
    const entries = await entriesOf(pageKey, row);
    if (entries === null) {
      damagedPages.push(row.id);
      continue;
    }
    for (const entry of entries) index.add(entry);
    if (entries.length < PAGE_SIZE) small.push({ id: row.id, entries });
  }
  if (small.length > SMALL_PAGES_KEPT) {
    await replacePages(
      store,
      pageKey,
      small.map((page) => page.id),
      small.flatMap((page) => page.entries),
    );
  }
  return { index, damagedPages };
}

/** Puts the entries into full pages in place of the pages named, in one transaction. */
export async function replacePages(
  store: FieldsealStore,
  pageKey: IndexPageKey,
  replaced: readonly string[],
  entries: readonly IndexEntry[],
): Promise<void> {
  const pages: IndexPageRow[] = [];
  for (let start = 0; start < entries.length; start += PAGE_SIZE) {
    pages.push(await sealPage(pageKey, randomId(), entries.slice(start, start + PAGE_SIZE)));
  }
  await store.transaction('rw', store.indexPages, async () => {
    const present = (await store.indexPages.bulkGet([...replaced])).filter(
      (row) => row !== undefined,
    );
    // Another window has compacted them already.
    if (present.length !== replaced.length) return;
    await store.indexPages.bulkDelete([...replaced]);
    await store.indexPages.bulkAdd(pages);
  });
}

async function entriesOf(
  pageKey: IndexPageKey,
  row: IndexPageRow,
): Promise<readonly IndexEntry[] | null> {
  try {
    return await openPage(pageKey, row);
  } catch {
    return null;
  }
}
