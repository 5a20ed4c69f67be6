import type { Migration } from './migration.ts';

/** Issue 4: batches that are carried for other laptops. Their bytes stand apart, so that listing them reads none. */
export const courier: Migration = {
  version: 5,
  layout: { carried: '&batchHash', carriedBytes: '&batchHash' },
  async upgrade(transaction) {
    // An app without it would never deliver what stands there.
    await transaction
      .table('meta')
      .put({ key: 'format', value: { formatVersion: 5, minReaderVersion: 5 } });
  },
};
