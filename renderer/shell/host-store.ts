import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { importAeadKey, randomBytes, unwrapBytes, wrapBytes } from '../../shared/crypto/index.ts';
import { utf8, type Bytes } from '../../shared/encoding/bytes.ts';

const DATABASE = 'fieldseal-host';
const STORE = 'device-share';
const ROW = 'share';
const SHARE_LENGTH = 32;
const CONTEXT = utf8('fieldseal/1/browser-host/device-share');

interface ShareRow {
  /** Not extractable: a script can use it on this origin but can't read it out. */
  readonly key: CryptoKey;
  readonly wrapped: Bytes;
}

/**
 * The browser host's 32-byte share, made at first use and the same at every call afterwards.
 * @throws FieldsealError `vault.host-share-lost` where the stored share can't be read.
 */
export async function loadDeviceShare(): Promise<Bytes> {
  const database = await openDatabase();
  try {
    const existing = await read(database);
    if (existing !== undefined) return await unwrapBytes(existing.key, existing.wrapped, CONTEXT);
    const key = await importAeadKey(randomBytes(32));
    const wrapped = await wrapBytes(key, randomBytes(SHARE_LENGTH), CONTEXT);
    // `add` refuses a second row: two tabs that start at once end up with the first one's share.
    await add(database, { key, wrapped }).catch(() => undefined);
    const row = await read(database);
    if (row === undefined) throw new FieldsealError('vault.host-share-lost');
    return await unwrapBytes(row.key, row.wrapped, CONTEXT);
  } catch (error) {
    throw new FieldsealError('vault.host-share-lost', {}, error);
  } finally {
    database.close();
  }
}

/** Deletes the share with the key that wraps it. @throws FieldsealError `vault.host-share-lost` where it can't. */
export async function forgetDeviceShare(): Promise<void> {
  const database = await openDatabase();
  try {
    const transaction = database.transaction(STORE, 'readwrite', { durability: 'strict' });
    transaction.objectStore(STORE).clear();
    await committed(transaction);
  } finally {
    database.close();
  }
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return settled(request);
}

async function read(database: IDBDatabase): Promise<ShareRow | undefined> {
  const request: IDBRequest<unknown> = database
    .transaction(STORE, 'readonly')
    .objectStore(STORE)
    .get(ROW);
  return (await settled(request)) as ShareRow | undefined;
}

function add(database: IDBDatabase, row: ShareRow): Promise<void> {
  const transaction = database.transaction(STORE, 'readwrite', { durability: 'strict' });
  transaction.objectStore(STORE).add(row, ROW);
  return committed(transaction);
}

function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(new FieldsealError('vault.host-share-lost'));
  });
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new FieldsealError('vault.host-share-lost', {}, request.error));
  });
}
