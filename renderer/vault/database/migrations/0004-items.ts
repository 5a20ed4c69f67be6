import type { Migration, MigrationTransaction } from './migration.ts';

/** Rows in memory at once; a store may hold 100,000 of some 4 kB. */
const ROWS_AT_ONCE = 200;

interface OldRow {
  readonly recordId: string;
  readonly item?: unknown;
}

/** Issue 3: items for delivery in a table of their own, which lists, searches and changes of state do not read. */
export const items: Migration = {
  version: 4,
  layout: { items: '&recordId' },
  // Chromium 156 took 10 kB for each of 50,000 rows on LevelDB, and 13 kB for each of 10,000 on SQLite.
  rewrites: { table: 'records', bytesPerRow: 16 * 1024 },
  async upgrade(transaction) {
    let rows = await rowsAfter(transaction, '');
    while (rows.length > 0) {
      await moveItems(transaction, rows);
      rows = await rowsAfter(transaction, rows.at(-1)?.recordId ?? '');
    }
    // An app of before would look for the items in the records, and deliver none.
    await transaction
      .table('meta')
      .put({ key: 'format', value: { formatVersion: 4, minReaderVersion: 4 } });
  },
};

async function rowsAfter(
  transaction: MigrationTransaction,
  recordId: string,
): Promise<readonly OldRow[]> {
  const rows = await transaction
    .table('records')
    .where('recordId')
    .above(recordId)
    .limit(ROWS_AT_ONCE)
    .toArray();
  return rows as readonly OldRow[];
}

async function moveItems(
  transaction: MigrationTransaction,
  rows: readonly OldRow[],
): Promise<void> {
  await transaction
    .table('items')
    .bulkPut(
      rows.flatMap(({ recordId, item }) => (item === undefined ? [] : [{ recordId, item }])),
    );
  await transaction.table('records').bulkPut(rows.map(({ item: _moved, ...row }) => row));
}
