import type { FieldsealStore } from '../database/store.ts';
import type { OpenSession } from '../vault-context.ts';
import { indexAgain, type RepairTools } from './repair-index.ts';

/** Records that are compared together; between two batches others are served. */
const ROWS_AT_ONCE = 200;

/**
 * Compares every record with the index: each must stand in it, in the version that is stored. Those that do not are
 * indexed again where this operator holds their keys. Answers how many are not to be found by any search, or null when
 * `isOver` ended it early.
 */
export async function verifyIndex(
  store: FieldsealStore,
  session: Omit<OpenSession, 'programme'>,
  tools: RepairTools,
  isOver: () => boolean,
): Promise<number | null> {
  let unsearchable = 0;
  for (let last = ''; !isOver();) {
    const rows = await store.records.where('recordId').above(last).limit(ROWS_AT_ONCE).toArray();
    const wrong = rows.filter((row) => tools.index.versionOf(row.recordId) !== row.version);
    unsearchable += await indexAgain(store, session, tools, wrong);
    if (rows.length < ROWS_AT_ONCE) return unsearchable;
    last = rows.at(-1)?.recordId ?? '';
  }
  return null;
}
