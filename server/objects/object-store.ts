import type { Bytes } from '../../shared/encoding/bytes.ts';

/** An object that is stored, by its address; since when, by the store's own clock. */
export interface StoredObject {
  readonly address: string;
  readonly storedAt: Date;
}

/**
 * Sealed attachments outside of the database. An object's address is the SHA-256 of its bytes, in lower-case hexadecimal,
 * so that nothing is ever changed and whoever puts the same again changes nothing. Every call rejects when the
 * store does not answer.
 */
export interface ObjectStore {
  /** Stores it where it is absent; it is durable when this resolves. Several may put the same at the same time. */
  put(address: string, bytes: Bytes): Promise<void>;
  get(address: string): Promise<Bytes | undefined>;
  /** Resolves too where it is absent. */
  delete(address: string): Promise<void>;
  /** Everything that is stored, in no order; objects that come or go meanwhile may be among them or not. */
  list(): AsyncIterable<StoredObject>;
  /** Clears away what a process that ended left unfinished before this time. */
  dropUnfinished(before: Date): Promise<void>;
  ping(): Promise<void>;
  /** Leaves `mark` where there is none yet, and answers the one that is there. A mark is short text of letters and digits. */
  claim(mark: string): Promise<string>;
}

/** Name of the file or key that holds the mark; no object's. */
export const MARK_NAME = 'owner';

const ADDRESS = /^[0-9a-f]{64}$/u;
const FOLDER_DIGITS = 2;

/** Two names for an object: a folder of its first digits, so that none grows too large, and the rest. */
export function placeOf(address: string): readonly [string, string] {
  if (!ADDRESS.test(address)) throw new RangeError('not an address');
  return [address.slice(0, FOLDER_DIGITS), address.slice(FOLDER_DIGITS)];
}

/** The address of an object by its place; undefined for what is none. */
export function addressAt(folder: string, name: string): string | undefined {
  const address = `${folder}${name}`;
  return folder.length === FOLDER_DIGITS && ADDRESS.test(address) ? address : undefined;
}
