import type { RestoreFailure } from '../backup-api.ts';

/** The last backup that an operator saved. */
export interface BackupRow {
  readonly operatorId: string;
  readonly backupId: string;
  readonly savedAt: string;
  /** Device counter when it was begun: everything up to it is in the file. */
  readonly coveredOrder: number;
}

/** How far a backup has been restored here, so that an interrupted run goes on. Holds no registrant's data. */
export interface RestoreRow {
  readonly backupId: string;
  /** Names the very file (hash of its header). */
  readonly headHash: string;
  readonly nextChunk: number;
  readonly drafts: number;
  readonly records: number;
  /** Absent in rows of before there were any. */
  readonly attachments?: number | undefined;
  readonly alreadyHere: number;
  readonly failures: readonly RestoreFailure[];
  readonly finishedAt: string | null;
}
