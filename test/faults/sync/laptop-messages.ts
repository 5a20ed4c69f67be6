/** What a run tells a laptop's process, and what that answers. */

export type LaptopOrder =
  | { readonly order: 'open' }
  /** Sets the enumerator up with a one-time code; the request then waits for approval. */
  | { readonly order: 'set-up'; readonly code: string }
  /** An administrator approves everything that waits. */
  | { readonly order: 'approve' }
  | { readonly order: 'accept' }
  | { readonly order: 'unlock'; readonly operatorId: string }
  /** Enrols so many people, one after the other; each is reported once its record is saved. */
  | { readonly order: 'enrol'; readonly count: number; readonly seed: number }
  | { readonly order: 'sync' }
  /** `withAudit`: the chain of whoever is signed in is verified as well. */
  | { readonly order: 'look'; readonly withAudit: boolean };

/** One record as the laptop holds it. */
export interface LaptopRecord {
  readonly recordId: string;
  readonly version: number;
  readonly state: string;
  readonly refusal: string | null;
  readonly itemHash: string;
  readonly hasKey: boolean;
}

/** What a laptop holds, read behind the vault's back, and what its vault says of its audit chain. */
export interface LaptopView {
  readonly deviceId: string;
  readonly records: readonly LaptopRecord[];
  readonly waitingBatches: number;
  /** Photos that it still has to deliver. */
  readonly waitingPhotos: number;
  /** Hashes of those that it takes for received. */
  readonly receivedPhotos: readonly string[];
  /** What is wrong with the chain of whoever is signed in; null where that was not asked. */
  readonly auditProblems: readonly string[] | null;
}

export type LaptopAnswer =
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'refused'; readonly id: number; readonly code: string }
  /** A record was saved, with its photo's hash where it has one: from here on neither must ever be lost. */
  | { readonly type: 'saved'; readonly recordId: string; readonly photo: string | null };
