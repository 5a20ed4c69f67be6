import type { Migration } from './migration.ts';

/** Issue 4: photos that travel apart from their records. Their bytes stand apart, so that listing them reads none. */
export const attachments: Migration = {
  version: 6,
  layout: {
    attachments: '&hash, recordId, [state+savedOrder]',
    attachmentItems: '&hash',
  },
  async upgrade(transaction) {
    // An app without it would deliver records and never their photos.
    await transaction
      .table('meta')
      .put({ key: 'format', value: { formatVersion: 6, minReaderVersion: 6 } });
  },
};
