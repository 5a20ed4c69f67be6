import type { AuditEntry } from '../../shared/audit/audit-event.ts';
import type { AuditVerdict } from '../../shared/audit/verify-audit.ts';

/** One event of the chain; `event` is null where it can't be opened any more. */
export interface ActivityEntry {
  readonly sequence: number;
  readonly event: AuditEntry | null;
}

export interface ActivityPage {
  readonly entries: readonly ActivityEntry[];
  /** Give it back to get the next page; null at the end. */
  readonly next: number | null;
}

/** How many events of the chain were checked. */
export interface ActivityProgress {
  readonly done: number;
  readonly total: number;
}

/** The audit chain of whoever is signed in. */
export interface ActivityApi {
  /** Newest first, from before the event `before`; null begins at the end. */
  listActivity(before: number | null, limit: number): Promise<ActivityPage>;
  /** Checks every event and the end of the chain, telling how far it is; null once it was stopped, or at a lock. */
  verifyActivity(): Promise<AuditVerdict | null>;
  /** Ends the check after the piece under way. */
  stopVerification(): Promise<void>;
  /** The chain as a signed text file (JSON lines), which an auditor can verify without a key. */
  exportActivity(): Promise<Uint8Array<ArrayBuffer>>;
}
