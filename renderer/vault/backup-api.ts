import type { ErrorCode } from '../../shared/errors/error-codes.ts';
import type { CeremonyState, FileToSave } from './recovery-api.ts';

/** How a backup may be opened later, as far as the programme allows and provides it. */
export type BackupWay = 'passphrase' | 'recovery';

/** What is safe and what is not, of the operator who is signed in. */
export interface BackupStatus {
  readonly lastBackupAt: string | null;
  readonly drafts: number;
  /** Registrations that the server has not received yet. */
  readonly unsent: number;
  /** When the oldest registration was saved that, with its photo, neither the server nor a backup holds; null: there is none. */
  readonly oldestAtRisk: string | null;
  /** True once that is more than seven days ago. */
  readonly isOverdue: boolean;
  readonly ways: readonly BackupWay[];
  readonly passphraseMinLength: number;
}

/** A backup that was begun: its file name and its first bytes. */
export interface BackupStart {
  readonly fileName: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Drafts, registrations and photos that will go into it. */
  readonly total: number;
}

/** The next bytes of the file. */
export interface BackupPart {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly written: number;
  readonly total: number;
  readonly isLast: boolean;
}

/** What opens a backup. `own-vault`: the operator's vault that made it, on the same laptop. */
export type BackupOpener =
  | { readonly by: 'passphrase'; readonly passphrase: string }
  | { readonly by: 'own-vault' }
  /** With the holders' answers to the request that `beginBackupRecovery` made. */
  | { readonly by: 'recovery' };

/** The front of a backup file, as it says of itself; not verified yet. */
export interface BackupSummary {
  readonly createdAt: string;
  readonly deviceCode: string;
  readonly drafts: number;
  readonly records: number;
  readonly bytes: number;
  /** Made by the operator who is signed in. */
  readonly isOwn: boolean;
  /** The vault that is open can open it without a passphrase. */
  readonly opensHere: boolean;
  readonly ways: readonly BackupWay[];
}

/** How far a check has come. At its end: everything opened, in order, and complete. */
export interface BackupCheck {
  readonly bytesRead: number;
  readonly bytesTotal: number;
  readonly drafts: number;
  readonly records: number;
  readonly isDone: boolean;
}

/** Something that could not be restored; the rest is not affected. */
export interface RestoreFailure {
  /** Null for a draft. */
  readonly registrationNumber: string | null;
  readonly code: ErrorCode;
}

/** What a restore came to so far, over all its interrupted runs. */
export interface RestoreReport {
  readonly drafts: number;
  readonly records: number;
  readonly photos: number;
  /** Already on this laptop: left as they are. */
  readonly alreadyHere: number;
  readonly failures: readonly RestoreFailure[];
  readonly bytesRead: number;
  readonly bytesTotal: number;
  readonly isDone: boolean;
}

/** Backup and restore. A file goes through in parts, so that a large one never lies in memory as a whole. */
export interface BackupApi {
  backupStatus(): Promise<BackupStatus>;
  /**
   * Begins a backup of the operator's drafts and of every registration they can still read. `passphrase` null:
   * opened by recovery only, where the programme has recovery keys.
   */
  beginBackup(passphrase: string | null): Promise<BackupStart>;
  nextBackupPart(): Promise<BackupPart>;
  /** Remembers that the file was saved. */
  keepBackup(): Promise<void>;
  inspectBackup(file: Blob): Promise<BackupSummary>;
  openBackup(file: Blob, opener: BackupOpener): Promise<BackupSummary>;
  /** The request to the holders of recovery keys for this file, made now or earlier; see `RecoveryApi`. */
  beginBackupRecovery(file: Blob): Promise<CeremonyState>;
  /** Sends the request to the server and fetches what was answered. */
  exchangeBackupRecovery(file: Blob): Promise<CeremonyState>;
  backupRecoveryFile(file: Blob): Promise<FileToSave>;
  addBackupRecoveryAnswer(file: Blob, answer: Uint8Array<ArrayBuffer>): Promise<CeremonyState>;
  /** Gives the request up, or ends it when the backup has been restored. */
  endBackupRecovery(file: Blob): Promise<void>;
  /** Verifies the next part of the opened backup; imports nothing. */
  checkBackupPart(): Promise<BackupCheck>;
  /** Restores the next part of the opened backup; each part commits by itself, and a later run goes on there. */
  restoreBackupPart(): Promise<RestoreReport>;
  /** Forgets a backup that was begun or opened, with its keys. */
  closeBackup(): Promise<void>;
}
