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
  const isFirstPage = before === Number.MAX_SAFE_INTEGER;
  // On every page but the first the places right before are those that are wanted, mostly.
  const found = isFirstPage ? [] : [...(await inPlaces(records, before - count, before))];
  if (found.length === count) return found;
  const newest = await records
    .where('savedOrder')
    .below(isFirstPage ? before : Math.max(0, before - count))
    .last();
  let end = newest === undefined ? 0 : newest.savedOrder + 1;
  let places = count;
  while (end > 0 && found.length < count) {
    found.push(...(await inPlaces(records, end - places, end)));
    end = Math.max(0, end - places);
    places = Math.min(places * 2, MOST_PLACES);
  }
  return found.slice(0, count);
}

/** The records from the place `start` to before `end`, newest first. */
async function inPlaces(
  records: Table<RecordRow, string>,
  start: number,
  end: number,
): Promise<readonly RecordRow[]> {
  const rows = await records
    .where('savedOrder')
    .between(Math.max(0, start), end, true, false)
    .toArray();
  return rows.reverse();
}
