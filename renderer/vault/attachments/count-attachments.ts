import { Dexie } from 'dexie';
import type { FieldsealStore } from '../database/store.ts';

/** Attachments of a state: how many, and their bytes. */
interface Amount {
  readonly count: number;
  readonly bytes: number;
}

/** What of this laptop's attachments waits to be sent. */
export interface WaitingAttachments {
  /** In no batch yet. */
  readonly saved: Amount;
  readonly inBatch: Amount;
}

/** Counts the attachments that wait; of one operator, or of everybody on this laptop. */
export async function countAttachments(
  store: FieldsealStore,
  operatorId: string | null = null,
): Promise<WaitingAttachments> {
  return {
    saved: await amountOf(store, 'saved', operatorId),
    inBatch: await amountOf(store, 'in-batch', operatorId),
  };
}

async function amountOf(
  store: FieldsealStore,
  state: 'saved' | 'in-batch',
  operatorId: string | null,
): Promise<Amount> {
  let [count, bytes] = [0, 0];
  await store.attachments
    .where('[state+savedOrder]')
    .between([state, Dexie.minKey], [state, Dexie.maxKey])
    .each((row) => {
      if (operatorId !== null && row.operatorId !== operatorId) return;
      count += 1;
      bytes += row.size;
    });
  return { count, bytes };
}
