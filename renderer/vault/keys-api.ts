/** A key of this laptop, as Settings shows it. */
export interface KeySummary {
  readonly purpose: string;
  readonly keyId: string;
  readonly version: number;
  readonly createdAt: string;
  readonly dueAt: string;
  /** `overdue`: past its grace, it encrypts nothing more. */
  readonly state: 'fine' | 'due' | 'overdue';
  /** Older versions that still open what they sealed. */
  readonly olderVersions: number;
}

/** A re-encryption that is not finished. */
export interface KeyRenewal {
  readonly done: number;
  readonly total: number;
  /** False: it was stopped or broken off, and goes on at the next unlock or when asked. */
  readonly isRunning: boolean;
}

/** The keys of whoever is signed in. */
export interface KeyOverview {
  readonly keys: readonly KeySummary[];
  readonly renewal: KeyRenewal | null;
  /** Older versions that nothing names any more: they may be destroyed. */
  readonly retired: number;
}

/** Keys, their age, and renewing them. */
export interface KeysApi {
  keyOverview(): Promise<KeyOverview>;
  /**
   * Makes new versions current and seals everything anew; resolves at the end, or once it was stopped. A renewal that
   * was broken off is taken up again instead.
   */
  renewKeys(): Promise<void>;
  /** Ends the renewal after the chunk under way. Nothing is lost: both versions open. */
  stopRenewal(): Promise<void>;
  /** Destroys versions that nothing names any more; answers how many. */
  destroyRetiredKeys(): Promise<number>;
}
