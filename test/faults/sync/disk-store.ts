/**
 * An IndexedDB in Node whose transactions are on disk before anybody is told that they are complete, so that a process
 * over it can be killed at any moment. The database itself is fake-indexeddb; beside it lies a log of what committed.
 */
import fs from 'node:fs';
import path from 'node:path';
import v8 from 'node:v8';
import { IDBCursor, IDBDatabase, IDBFactory, IDBKeyRange, IDBObjectStore } from 'fake-indexeddb';
import { openStore, type IndexedDbImplementation } from '../../../renderer/vault/database/store.ts';

const LENGTH_BYTES = 4;
/** As much as the app asks a browser's disk for before it writes. */
const ROOM = Buffer.alloc(4 * 1024 * 1024);

interface Put {
  readonly type: 'put';
  readonly store: string;
  readonly value: unknown;
}
interface Range {
  readonly lower: unknown;
  readonly upper: unknown;
  readonly lowerOpen: boolean;
  readonly upperOpen: boolean;
}
interface Delete {
  readonly type: 'delete';
  readonly store: string;
  readonly range: Range | { readonly only: unknown };
}
interface Clear {
  readonly type: 'clear';
  readonly store: string;
}
type Operation = Put | Delete | Clear;

const pending = new WeakMap<object, Operation[]>();
/** Where commits are written to; null while a store is read back. */
let log: number | null = null;
let isWatched = false;

/** Opens the store of `folder`, with everything that was ever committed there. */
export async function openDiskStore(
  folder: string,
  databaseName: string,
): Promise<IndexedDbImplementation> {
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'committed.log');
  const indexedDB = new IDBFactory();
  const implementation = { indexedDB, IDBKeyRange };
  const committed = readLog(file);
  log = null;
  (await openStore(databaseName, implementation)).close();
  await apply(indexedDB, databaseName, committed);
  log = fs.openSync(file, 'a');
  if (!isWatched) watchCommits();
  isWatched = true;
  return { ...implementation, room: { ready: Promise.resolve(), hasRoom: () => hasRoom(folder) } };
}

/** Transactions that were written whole; what a kill cut off at the end was never told to be complete. */
function readLog(file: string): readonly Operation[] {
  if (!fs.existsSync(file)) return [];
  const bytes = fs.readFileSync(file);
  const operations: Operation[] = [];
  let offset = 0;
  while (offset + LENGTH_BYTES <= bytes.length) {
    const end = offset + LENGTH_BYTES + bytes.readUInt32BE(offset);
    if (end > bytes.length) break;
    operations.push(...(v8.deserialize(bytes.subarray(offset + LENGTH_BYTES, end)) as Operation[]));
    offset = end;
  }
  // A torn end must not stand in the way of what is written behind it.
  fs.truncateSync(file, offset);
  return operations;
}

async function apply(
  indexedDB: IDBFactory,
  name: string,
  operations: readonly Operation[],
): Promise<void> {
  if (operations.length === 0) return;
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new Error('the store does not open'));
  });
  const transaction = database.transaction([...database.objectStoreNames], 'readwrite');
  for (const operation of operations) {
    const store = transaction.objectStore(operation.store);
    if (operation.type === 'put') store.put(operation.value);
    else if (operation.type === 'clear') store.clear();
    else store.delete(rangeOf(operation));
  }
  await new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(new Error('the store could not be read back'));
  });
  database.close();
}

function rangeOf({ range }: Delete): IDBKeyRange {
  if ('only' in range) return IDBKeyRange.only(range.only);
  const { lower, upper, lowerOpen, upperOpen } = range;
  if (upper === undefined) return IDBKeyRange.lowerBound(lower, lowerOpen);
  if (lower === undefined) return IDBKeyRange.upperBound(upper, upperOpen);
  return IDBKeyRange.bound(lower, upper, lowerOpen, upperOpen);
}

type Method = (this: object, ...args: unknown[]) => IDBRequest;
type Prototype = Record<string, Method>;

/** Has every write note itself with its transaction, and every transaction write itself out before it is complete. */
function watchCommits(): void {
  const stores = IDBObjectStore.prototype as unknown as Prototype;
  const noted = (
    owner: Prototype,
    name: string,
    describe: (self: object, args: readonly unknown[]) => Operation,
  ): void => {
    const original = owner[name];
    if (original === undefined) throw new Error(`fake-indexeddb has no ${name}`);
    owner[name] = function note(this: object, ...args) {
      const operation = structuredClone(describe(this, args));
      const request = original.apply(this, args);
      // Only what went through: a refused row may be passed over and the rest kept.
      request.addEventListener('success', () => {
        if (request.transaction !== null) pending.get(request.transaction)?.push(operation);
      });
      return request;
    };
  };
  const nameOf = (self: object): string => (self as IDBObjectStore).name;
  const put = (self: object, [value]: readonly unknown[]): Put => {
    return { type: 'put', store: nameOf(self), value };
  };
  noted(stores, 'put', put);
  noted(stores, 'add', put);
  noted(stores, 'clear', (self) => ({ type: 'clear', store: nameOf(self) }));
  noted(stores, 'delete', (self, [query]) => ({
    type: 'delete',
    store: nameOf(self),
    range: query instanceof IDBKeyRange ? boundsOf(query) : { only: query },
  }));
  refuse(IDBCursor.prototype as unknown as Prototype, ['update', 'delete']);

  const databases = IDBDatabase.prototype as unknown as Record<
    string,
    (this: object, ...args: unknown[]) => IDBTransaction
  >;
  const begin = databases['transaction'];
  if (begin === undefined) throw new Error('fake-indexeddb has no transaction');
  databases['transaction'] = function watch(...args) {
    const transaction = begin.apply(this, args);
    const operations: Operation[] = [];
    pending.set(transaction, operations);
    transaction.addEventListener('complete', () => {
      if (log !== null && operations.length > 0) write(log, operations);
    });
    return transaction;
  };
}

function boundsOf({ lower, upper, lowerOpen, upperOpen }: IDBKeyRange): Range {
  return { lower, upper, lowerOpen, upperOpen };
}

/** The vault writes by no cursor; if it ever does, this must be taught, or the log would miss it. */
function refuse(owner: Prototype, names: readonly string[]): void {
  for (const name of names) {
    owner[name] = () => {
      throw new Error(`disk-store.ts does not record a cursor's ${name}`);
    };
  }
}

/** In one call: a kill falls before it or after it. A disk without room ends the process as a kill would. */
function write(file: number, operations: readonly Operation[]): void {
  const body = v8.serialize(operations);
  const frame = Buffer.alloc(LENGTH_BYTES + body.length);
  frame.writeUInt32BE(body.length);
  body.copy(frame, LENGTH_BYTES);
  try {
    if (fs.writeSync(file, frame) === frame.length) return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
  process.kill(process.pid, 'SIGKILL');
}

function hasRoom(folder: string): boolean {
  const file = path.join(folder, 'room-check');
  try {
    fs.writeFileSync(file, ROOM);
    return true;
  } catch {
    return false;
  } finally {
    fs.rmSync(file, { force: true });
  }
}
