import { Dexie, type Collection } from 'dexie';
import type { DataKeyRow } from '../keys/data-key-rows.ts';
import type { FieldsealStore } from './store.ts';

/** The rows of an operator's keys. */
export function dataKeysOf(
  store: FieldsealStore,
  operatorId: string,
): Collection<DataKeyRow, [string, string, string]> {
  return store.dataKeys
    .where('[operatorId+purpose+keyId]')
    .between([operatorId, Dexie.minKey, Dexie.minKey], [operatorId, Dexie.maxKey, Dexie.maxKey]);
}

/**
 * Deletes what belongs to an operator's vault key: audit chain, keys, jobs. For a set-up that begins anew with
 * another vault key, before there was a grant; call it inside the transaction that replaces the operator.
 */
export async function dropVaultRows(store: FieldsealStore, operatorId: string): Promise<void> {
  await store.audit
    .where('[operatorId+sequence]')
    .between([operatorId, Dexie.minKey], [operatorId, Dexie.maxKey])
    .delete();
  await dataKeysOf(store, operatorId).delete();
  await store.jobs.delete([operatorId, 're-encrypt']);
}
