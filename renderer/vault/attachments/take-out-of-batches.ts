import { Dexie } from 'dexie';
import type { ErrorCode } from '../../../shared/errors/error-codes.ts';
import type { FieldsealStore } from '../database/store.ts';

/**
 * Lets every attachment that is in a batch, or was received in one from `from` on, wait to be put into another; with
 * `refusal`, those of the batch `sequence` are refused with it instead. Inside the transaction that takes the batches apart.
 */
export async function takeOutOfBatches(
  store: FieldsealStore,
  sequence: number,
  from: number,
  refusal: ErrorCode | null,
): Promise<void> {
  const rows = await store.attachments
    .where('[state+savedOrder]')
    .between(['in-batch', Dexie.minKey], ['in-batch', Dexie.maxKey])
    .or('[state+savedOrder]')
    .between(['received', Dexie.minKey], ['received', Dexie.maxKey])
    .filter(({ state, batchSequence = 0 }) => state === 'in-batch' || batchSequence >= from)
    .toArray();
  await store.attachments.bulkUpdate(
    rows.map(({ hash, batchSequence }) => ({
      key: hash,
      changes:
        refusal !== null && batchSequence === sequence
          ? { state: 'refused', refusal }
          : { state: 'saved', refusal: null },
    })),
  );
}
