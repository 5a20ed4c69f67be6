/** Backups for the screens: fixed answers, nothing is sealed. */
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { BackupApi, BackupSummary } from '../../renderer/vault/backup-api.ts';
import type { CeremonyState } from '../../renderer/vault/recovery-api.ts';
import type { StandInOptions } from './stand-in-options.ts';

const DAY_MS = 86_400_000;

const CEREMONY: CeremonyState = {
  words: ['harbour', 'pencil', 'amber', 'cotton', 'river', 'eagle'],
  createdAt: new Date().toISOString(),
  sentAt: null,
  needed: 2,
  holders: [
    { holder: 'Ruth Akol', hasAnswered: true },
    { holder: 'عمر إدريس', hasAnswered: false },
    { holder: 'Mei Lin', hasAnswered: false },
  ],
};

export function standInBackup(options: StandInOptions): BackupApi {
  const ago = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString();
  const summary: BackupSummary = {
    createdAt: ago(2),
    deviceCode: 'R9TB',
    drafts: 2,
    records: 14,
    bytes: 182_334,
    isOwn: true,
    opensHere: false,
    ways: ['passphrase', 'recovery'],
  };
  let part = 0;
  return {
    backupStatus: () =>
      Promise.resolve({
        lastBackupAt: options.isEmpty ? null : ago(options.isBackupOverdue ? 16 : 2),
        drafts: options.isEmpty ? 0 : 2,
        unsent: options.isEmpty ? 0 : 12,
        oldestAtRisk: options.isBackupOverdue ? ago(9) : null,
        isOverdue: options.isBackupOverdue,
        ways: options.isEmpty ? [] : ['passphrase'],
        passphraseMinLength: 12,
      }),
    beginBackup: () => {
      part = 0;
      return Promise.resolve({
        fileName: 'fieldseal-K7QD-2026-11-24.fsbackup',
        bytes: new Uint8Array(8),
        total: 14,
      });
    },
    nextBackupPart: () => {
      part += 1;
      // The third part never comes: the scene shows the work under way.
      if (part > 2) return new Promise(() => undefined);
      return Promise.resolve({
        bytes: new Uint8Array(8),
        written: part * 5,
        total: 14,
        isLast: false,
      });
    },
    keepBackup: () => Promise.resolve(),
    inspectBackup: (file) =>
      file.size === 0
        ? Promise.reject(new FieldsealError('backup.not-a-backup'))
        : Promise.resolve(summary),
    openBackup: (_file, opener) =>
      opener.by === 'passphrase' && opener.passphrase === 'wrong'
        ? Promise.reject(new FieldsealError('backup.passphrase-wrong'))
        : Promise.resolve(summary),
    checkBackupPart: () =>
      Promise.resolve({
        bytesRead: 182_334,
        bytesTotal: 182_334,
        drafts: 2,
        records: 14,
        isDone: true,
      }),
    restoreBackupPart: () =>
      Promise.resolve({
        drafts: 2,
        records: 12,
        photos: 9,
        alreadyHere: 1,
        failures: [{ registrationNumber: 'R9TB-000008', code: 'vault.record-damaged' }],
        bytesRead: 182_334,
        bytesTotal: 182_334,
        isDone: true,
      }),
    beginBackupRecovery: () => Promise.resolve(CEREMONY),
    exchangeBackupRecovery: () => Promise.resolve(CEREMONY),
    backupRecoveryFile: () =>
      Promise.resolve({ name: 'backup-request.fsrecovery', bytes: new Uint8Array(8) }),
    addBackupRecoveryAnswer: () => Promise.resolve(CEREMONY),
    endBackupRecovery: () => Promise.resolve(),
    closeBackup: () => Promise.resolve(),
  };
}
