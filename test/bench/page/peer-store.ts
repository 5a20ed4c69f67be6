/** What the benchmark asks of every store that the vault is held against. Times are milliseconds. */
export interface PeerStore {
  /** Opens a database, empty where there is none of the name. */
  open(name: string): Promise<void>;
  /** Inserts people of a seed in chunks that commit durably; answers the time without making them. */
  insert(seed: number, count: number): Promise<number>;
  /** Finds people of the seed by national id and reads what is kept of each; answers the time of each. */
  lookUp(seed: number, count: number, positions: readonly number[]): Promise<readonly number[]>;
  /** Deletes the database. */
  remove(): Promise<void>;
}

/** Rows that commit together, in every store alike. */
export const PEER_CHUNK = 500;
