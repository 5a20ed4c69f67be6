import { randomId } from '../../../shared/crypto/index.ts';
import type { IndexPageRow } from '../database/rows.ts';
import type { FieldsealStore } from '../database/store.ts';
import type { IndexEntry } from './index-entry.ts';
import { openPage, sealPage, type IndexPageKey } from './index-page.ts';
import { createMemoryIndex, type MemoryIndex } from './memory-index.ts';
import { entriesOfPage, type PageColumns } from './page-bytes.ts';

/** Records in a full page. */
const PAGE_SIZE = 1000;

/** Small pages that are put up with before they are compacted: each save adds one. */
const SMALL_PAGES_KEPT = 64;

/** The index as opened, and the pages that could not be. */
export interface LoadedIndex {
  readonly index: MemoryIndex;
  readonly damagedPages: readonly string[];
}

interface LoadedPage {
  readonly row: IndexPageRow;
  readonly page: PageColumns | null;
}

/**
 * Opens all index pages. A damaged page never stops the unlock: it is named, and its records are indexed again
 * where their keys are held.
 */
export async function loadIndex(
  store: FieldsealStore,
  pageKey: IndexPageKey,
): Promise<LoadedIndex> {
  const index = createMemoryIndex();
  const damagedPages: string[] = [];
  const opened = await openPages(pageKey, await store.indexPages.toArray());
  for (const { row, page } of opened) {
    if (page === null) damagedPages.push(row.id);
    else index.addPage(page);
  }
  return { index, damagedPages };
}

/**
 * Puts many small pages and pages of earlier versions into few full ones, without the entries that a newer version
 * of their record has replaced. All in one transaction: ended anywhere, either the old pages stand or the new ones.
 * Answers whether there was anything to do.
 */
export async function compactPages(
  store: FieldsealStore,
  pageKey: IndexPageKey,
  index: MemoryIndex,
): Promise<boolean> {
  const rows = await store.indexPages.toArray();
  const isMany = rows.filter(isSmall).length > SMALL_PAGES_KEPT;
  const opened = await openPages(
    pageKey,
    rows.filter((row) => row.format === undefined || (isMany && isSmall(row))),
  );
  const merged = opened.flatMap(({ row, page }) => (page === null ? [] : [{ row, page }]));
  if (merged.length === 0) return false;
  const newest = new Map<string, IndexEntry>();
  for (const { page } of merged) {
    for (const entry of entriesOfPage(page)) {
      // The index may be behind: another window has added pages since it was loaded.
      const known = Math.max(
        index.versionOf(entry.recordId),
        newest.get(entry.recordId)?.version ?? 0,
      );
      if (entry.version >= known) newest.set(entry.recordId, entry);
    }
  }
  await replacePages(
    store,
    pageKey,
    merged.map(({ row }) => row.id),
    [...newest.values()],
  );
  return true;
}

function isSmall(row: IndexPageRow): boolean {
  return row.entries < PAGE_SIZE;
}

async function openPages(
  pageKey: IndexPageKey,
  rows: readonly IndexPageRow[],
): Promise<readonly LoadedPage[]> {
  return Promise.all(
    rows.map(async (row) => ({ row, page: await openPage(pageKey, row).catch(() => null) })),
  );
}

/** Puts the entries into full pages in place of the pages named, in one transaction. */
async function replacePages(
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
