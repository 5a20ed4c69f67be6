import { answer, layoutOf } from './format-check.ts';
import type { Migration } from './migrations/migration.ts';

/**
 * How many bytes of the disk the upgrade of a store takes at most; 0 where no table is written anew. An upgrade is one
 * transaction, and the largest write there is: it must not be begun where the disk could fill up in the middle of it.
 * @throws FieldsealError `vault.store-unavailable`.
 */
export async function upgradeBytes(
  name: string,
  factory: IDBFactory,
  migrations: readonly Migration[],
): Promise<number> {
  const layout = await layoutOf(name, factory);
  const pending = layout === null ? [] : migrations.filter(({ version }) => version > layout);
  const rewrites = pending.flatMap((migration) => migration.rewrites ?? []);
  if (rewrites.length === 0) return 0;
  const database = await answer(factory.open(name));
  try {
    let bytes = 0;
    for (const { table, bytesPerRow } of rewrites) {
      if (!database.objectStoreNames.contains(table)) continue;
      const rows = await answer(database.transaction(table).objectStore(table).count());
      bytes += rows * bytesPerRow;
    }
    return bytes;
  } finally {
    database.close();
  }
}
