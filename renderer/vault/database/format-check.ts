import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { FormatMeta } from './rows.ts';
import { toVaultError } from './storage-errors.ts';

/**
 * Version of what rows contain.
 *
 * 1: first version (issue 2). 2: audit chain, key rings, jobs, several slots, recovery, backups (issue 3).
 * 3: pages of imported records (issue 3). 4: items for delivery apart from their records (issue 3).
 * 5: batches carried for other laptops (issue 4). 6: photos apart from their records (issue 4).
 */
export const FORMAT_VERSION = 6;

/** The oldest app that may read what this one writes. */
export const MIN_READER_VERSION = 6;

/** Dexie multiplies its version by ten for IndexedDB's own. */
const DEXIE_VERSION_FACTOR = 10;

/**
 * Looks at an existing store without upgrading it: Dexie would open a newer one silently and write rows that
 * the newer app misreads.
 * @throws FieldsealError `vault.store-newer`, `vault.store-unavailable`.
 */
export async function checkFormat(
  name: string,
  factory: IDBFactory,
  layoutVersion: number,
): Promise<void> {
  const foundLayout = await layoutOf(name, factory);
  if (foundLayout === null) return;
  if (foundLayout > layoutVersion) {
    throw new FieldsealError('vault.store-newer', { found: foundLayout, known: layoutVersion });
  }
  const format = await readFormat(name, factory);
  if (format !== null && format.minReaderVersion > FORMAT_VERSION) {
    throw new FieldsealError('vault.store-newer', {
      found: format.formatVersion,
      known: FORMAT_VERSION,
    });
  }
}

/** Version of a store's layout; null where there is no store. */
export async function layoutOf(name: string, factory: IDBFactory): Promise<number | null> {
  const found = (await factory.databases()).find((database) => database.name === name);
  return found?.version === undefined ? null : Math.ceil(found.version / DEXIE_VERSION_FACTOR);
}

async function readFormat(name: string, factory: IDBFactory): Promise<FormatMeta | null> {
  const database = await answer(factory.open(name));
  try {
    if (!database.objectStoreNames.contains('meta')) return null;
    const request = database.transaction('meta').objectStore('meta').get('format');
    const row = (await answer(request)) as { readonly value: FormatMeta } | undefined;
    return row?.value ?? null;
  } finally {
    database.close();
  }
}

/** What a request answers. @throws FieldsealError what the database says, as one of ours. */
export function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(toVaultError(request.error));
  });
}
