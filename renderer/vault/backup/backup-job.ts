import type { BackupReader, BackupFile } from '../../../shared/backup/backup-reader.ts';
import type { BackupWriter } from '../../../shared/backup/backup-writer.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { ActiveSession } from '../vault-context.ts';

/** A backup that is being written. */
export interface WritingJob {
  readonly kind: 'writing';
  readonly backupId: string;
  readonly writer: BackupWriter;
  readonly draftIds: readonly string[];
  readonly recordIds: readonly string[];
  /** Hashes of the photos that the server has not received. */
  readonly attachments: readonly string[];
  /** Device counter at the beginning. */
  readonly coveredOrder: number;
  /** Position in the drafts, followed by the records and the attachments. */
  position: number;
  drafts: number;
  records: number;
  attachmentsWritten: number;
  unreadable: number;
  isEnded: boolean;
}

/** A backup file that was opened, to be checked or restored. */
export interface ReadingJob {
  readonly kind: 'reading';
  readonly file: BackupFile;
  readonly reader: BackupReader;
  /** What its chunks held so far. */
  drafts: number;
  records: number;
  attachments: number;
  isDone: boolean;
  /** True once a restore has passed the chunks of its earlier runs. */
  isPlaced: boolean;
}

/**
 * The one backup job of each open vault. It hangs on the vault's keys: when a lock drops those, the job with its
 * own keys goes too.
 */
export interface BackupJobs {
  start(session: ActiveSession, job: WritingJob | ReadingJob): void;
  /** @throws FieldsealError `backup.not-begun`. */
  writing(session: ActiveSession): WritingJob;
  /** @throws FieldsealError `backup.not-begun`. */
  reading(session: ActiveSession): ReadingJob;
  end(session: ActiveSession): void;
}

/** No jobs yet. */
export function createBackupJobs(): BackupJobs {
  const jobs = new WeakMap<object, WritingJob | ReadingJob>();
  return {
    start: (session, job) => void jobs.set(session.vaultKeys, job),
    writing(session) {
      const job = jobs.get(session.vaultKeys);
      if (job?.kind !== 'writing') throw new FieldsealError('backup.not-begun');
      return job;
    },
    reading(session) {
      const job = jobs.get(session.vaultKeys);
      if (job?.kind !== 'reading') throw new FieldsealError('backup.not-begun');
      return job;
    },
    end: (session) => void jobs.delete(session.vaultKeys),
  };
}
