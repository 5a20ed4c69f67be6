import { toBase64Url } from '../../shared/encoding/bytes.ts';

/** Every row of a database by table, as text; it is opened as it is, whatever its version. */
export async function dumpDatabase(name: string, factory: IDBFactory): Promise<string> {
  const request = factory.open(name);
  await new Promise((resolve, reject) => {
    request.onsuccess = resolve;
    request.onerror = reject;
  });
  const database = request.result;
  const tables: Record<string, unknown> = {};
  for (const table of database.objectStoreNames) {
    const rows = database.transaction(table).objectStore(table).getAll();
    await new Promise((resolve) => {
      rows.onsuccess = resolve;
    });
    tables[table] = rows.result;
  }
  database.close();
  return JSON.stringify({ version: database.version, tables }, (_key, value: unknown) =>
    value instanceof Uint8Array ? { bytes: toBase64Url(value) } : value,
  );
}
