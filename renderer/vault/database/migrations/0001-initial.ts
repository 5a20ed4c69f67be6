import type { Migration } from './migration.ts';

/** Issue 2: operators, drafts, records, batches. */
export const initial: Migration = {
  version: 1,
  layout: {
    meta: '&key',
    operators: '&operatorId',
    slots: '&id, operatorId',
    drafts: '&id, operatorId',
    records: '&recordId, &savedOrder, [state+savedOrder], nationalIdToken, phoneToken',
    indexPages: '&id',
    batches: '&sequence, [state+sequence]',
  },
};
