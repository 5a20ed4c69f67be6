import type { PeerName } from './page/bench.ts';

/** Which of Chromium's two IndexedDB implementations. */
export type Backend = 'leveldb' | 'sqlite';

/** Insert rates of the interleaved repetitions, records a second. */
export interface BulkResult {
  readonly records: number;
  /** Until everybody is saved: durable, encrypted, found by every search. */
  readonly vault: readonly number[];
  /** Until everybody's item for delivery stands too, wrapped to the reviewers and signed. */
  readonly delivery: readonly number[];
  /** Its two halves, measured apart: sealing, and writing what is sealed. */
  readonly sealing: readonly number[];
  readonly writing: readonly number[];
  readonly peers: Readonly<Record<PeerName, readonly number[]>>;
}

/** A store of many records. Times are milliseconds. */
export interface LargeResult {
  readonly records: number;
  /** Sealing and saving one record, from the page and back; and a draft's save. */
  readonly save: readonly number[];
  readonly saveDraft: readonly number[];
  /** One list for each round. */
  readonly lookUp: readonly (readonly number[])[];
  readonly plainLookUp: readonly (readonly number[])[];
  readonly names: readonly number[];
  readonly list: readonly number[];
  readonly scan: readonly number[];
  readonly duplicates: readonly number[];
  readonly countsSmall: readonly number[];
  readonly countsLarge: readonly number[];
  /** Opening after the key is known, and what the passphrase takes before it. */
  readonly open: readonly number[];
  readonly argon2: readonly number[];
  /** Longest gaps between two ticks of the page's timer while it unlocked. */
  readonly tickGaps: readonly number[];
  /** Proportional set size of the renderer process in MB; null where the system does not say. */
  readonly memoryMb: number | null;
}

export interface BackendResult {
  readonly backend: Backend;
  /** Chromium's version. */
  readonly browser: string;
  readonly bulk: BulkResult;
  readonly large: LargeResult;
}
