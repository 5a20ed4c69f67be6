import type { BackupApi } from '../backup-api.ts';
import { fileIntake } from '../intake/file-intake.ts';
import { requireActive, type ActiveSession, type VaultContext } from '../vault-context.ts';
import { createBackupJobs } from './backup-job.ts';
import { backupStatus } from './backup-status.ts';
import { beginBackup, keepBackup, nextBackupPart } from './make-backup.ts';
import { checkPart, inspectBackup, openBackup } from './open-backup.ts';
import { createBackupRecoveryCalls } from './recover-backup.ts';
import { restorePart } from './restore-backup.ts';

/** Backup and restore, for those who register people. */
export function createBackupCalls(context: VaultContext): BackupApi {
  const jobs = createBackupJobs();
  const signedIn = (): ActiveSession => requireActive(context, 'registrant.enrol');
  return {
    backupStatus: () => backupStatus(context, signedIn()),

    async beginBackup(passphrase) {
      const session = signedIn();
      const waiting = await fileIntake(context, session);
      const { job, start } = await beginBackup(context, session, passphrase);
      job.unreadable = waiting;
      jobs.start(session, job);
      return start;
    },

    async nextBackupPart() {
      const session = signedIn();
      return nextBackupPart(context, session, jobs.writing(session));
    },

    async keepBackup() {
      const session = signedIn();
      await keepBackup(context, session, jobs.writing(session));
      jobs.end(session);
    },

    async inspectBackup(file) {
      return (await inspectBackup(signedIn(), file)).summary;
    },

    async openBackup(file, opener) {
      const session = signedIn();
      await fileIntake(context, session);
      const inspected = await inspectBackup(session, file);
      jobs.start(session, await openBackup(context, session, inspected.file, opener));
      return inspected.summary;
    },

    ...createBackupRecoveryCalls(context),

    async checkBackupPart() {
      return checkPart(jobs.reading(signedIn()));
    },

    restoreBackupPart: () =>
      context.writes(async () => {
        const session = signedIn();
        return restorePart(context, session, jobs.reading(session));
      }),

    closeBackup() {
      jobs.end(signedIn());
      return Promise.resolve();
    },
  };
}
