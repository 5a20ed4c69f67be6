import type { Migration } from './migration.ts';

/** Issue 3: pages of records that were imported and have no item for delivery yet. */
export const intake: Migration = {
  version: 3,
  layout: { intake: '&id, operatorId' },
  async upgrade(transaction) {
    // An app without it would never deliver what stands there.
    await transaction
      .table('meta')
      .put({ key: 'format', value: { formatVersion: 3, minReaderVersion: 3 } });
  },
};
