import { peekUnverified } from '../../../shared/crypto/index.ts';
import { RegistrantItem } from '../../../shared/sync/registrant-item.ts';

/** A record's id, and every text, number, token and length that stands in its rows or in its signed item. */
export interface RawRecord {
  readonly recordId: string;
  readonly visible: Readonly<Record<string, string>>;
}

const ROWS_AT_ONCE = 1000;
const END_BYTES = 8;

/**
 * Reads the records of a database as a thief does: through the browser's own interface, without any key of ours. Of
 * bytes the length and the end are seen, of the signed item all that is not encrypted.
 */
export async function readRawRecords(name: string): Promise<readonly RawRecord[]> {
  const database = await answer(indexedDB.open(name));
  const records: RawRecord[] = [];
  const transaction = database.transaction(['records', 'items']);
  const [store, items] = [transaction.objectStore('records'), transaction.objectStore('items')];
  for (let after: IDBKeyRange | null = null; ;) {
    const rows = (await answer(store.getAll(after, ROWS_AT_ONCE))) as Record<string, unknown>[];
    for (const row of rows) {
      const recordId = String(row['recordId']);
      const item = (await answer(items.get(recordId))) as Record<string, unknown>;
      records.push({ recordId, visible: visibleOf({ ...row, ...item }) });
    }
    if (rows.length < ROWS_AT_ONCE) break;
    after = IDBKeyRange.lowerBound(rows.at(-1)?.['recordId'], true);
  }
  database.close();
  return records;
}

function visibleOf(row: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const seen: Record<string, string> = {};
  for (const [key, value] of Object.entries(row)) {
    if (value instanceof Uint8Array) {
      seen[`${key}: length`] = String(value.length);
      seen[`${key}: end`] = value.slice(-END_BYTES).join(' ');
    } else {
      seen[key] = String(value);
    }
  }
  const { envelope, recordKeys, tokens } = RegistrantItem.parse(
    peekUnverified(row['item'] as Uint8Array).payload,
  );
  seen['envelope: length'] = String(envelope.length);
  seen['wrapped keys'] = String(recordKeys.length);
  seen['tokens: number'] = String(tokens.length);
  for (const [at, { token }] of tokens.entries()) seen[`token ${String(at)}`] = token;
  return seen;
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error('not read'));
    };
  });
}
