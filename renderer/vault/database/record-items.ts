import type { ItemRow, RecordRow } from './rows.ts';
import type { FieldsealStore } from './store.ts';

/** A record's row and its item; they are written together. */
export interface WholeRecord {
  readonly row: RecordRow;
  readonly item: ItemRow;
}

/** A record as it was read: without its item it is damaged. */
export interface StoredRecord {
  readonly row: RecordRow;
  readonly item: ItemRow | undefined;
}

/** The records of the ids with their items, in their order, without those that are not there. */
export async function readRecords(
  store: FieldsealStore,
  recordIds: readonly string[],
): Promise<readonly StoredRecord[]> {
  if (recordIds.length === 0) return [];
  const ids = [...recordIds];
  // In one transaction: a correction that commits in between would leave the row of one version with the other's item.
  const [rows, items] = await store.transaction('r', store.records, store.items, () =>
    Promise.all([store.records.bulkGet(ids), store.items.bulkGet(ids)]),
  );
  return rows.flatMap((row, at) => (row === undefined ? [] : [{ row, item: items[at] }]));
}

/** A record with its item, or undefined. */
export async function readRecord(
  store: FieldsealStore,
  recordId: string,
): Promise<StoredRecord | undefined> {
  const [record] = await readRecords(store, [recordId]);
  return record;
}
