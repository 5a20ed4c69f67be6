import type { Table } from 'dexie';
import type { RecordRow } from '../database/rows.ts';

/** Places that one request reads at most, where most are empty because corrections moved to later ones. */
const MOST_PLACES = 1000;

/**
 * The newest `count` records saved before the place `before`, newest first. Places are numbered without gaps but for
 * corrections, so that a range of them is read in one request; going backwards row by row takes one for each.
 */
export async function newestRecords(
  records: Table<RecordRow, string>,
  before: number,
  count: number,
): Promise<readonly RecordRow[]> {
  const newest = await records.where('savedOrder').below(before).last();
  const found: RecordRow[] = [];
  let end = newest === undefined ? 0 : newest.savedOrder + 1;
  let places = count;
  while (end > 0 && found.length < count) {
    const start = Math.max(0, end - places);
    const rows = await records.where('savedOrder').between(start, end, true, false).toArray();
    found.push(...rows.reverse());
    end = start;
    places = Math.min(places * 2, MOST_PLACES);
  }
  return found.slice(0, count);
}
