import type { Migration } from './migration.ts';

/** Issue 3: audit chain, key rings, jobs that are resumed, recovery, backups made and restored. */
export const vaultDepth: Migration = {
  version: 2,
  layout: {
    audit: '&[operatorId+sequence]',
    dataKeys: '&[operatorId+purpose+keyId]',
    jobs: '&[operatorId+kind]',
    recoverySlots: '&operatorId',
    recoveryCeremonies: '&subjectId, operatorId',
    backups: '&operatorId',
    restores: '&backupId',
  },
  async upgrade(transaction) {
    await transaction
      .table('meta')
      .put({ key: 'format', value: { formatVersion: 2, minReaderVersion: 2 } });
  },
};
