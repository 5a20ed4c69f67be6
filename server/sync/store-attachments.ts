import type { Kysely } from 'kysely';
import { copyBytes } from '../../shared/encoding/bytes.ts';
import { shareForTransaction } from '../db/locks.ts';
import type { Database } from '../db/schema.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import type { CheckedBatch } from './check-batch.ts';
import type { AttachmentAcceptance, HeldAttachment } from './decide-attachments.ts';

/** Puts at the same time: a store that is far away answers each slowly, but many at once. */
const PUTS_AT_ONCE = 8;

/**
 * Puts what a batch attaches into the object store. Before its rows are written, so that no row ever names an object that
 * is not there; what is put and then not named, the sweep takes away. Until the transaction ends, the sweep waits.
 * @throws FieldsealError `server.not-ready` when the store does not answer.
 */
export async function putAttachments(
  trx: Kysely<Database>,
  objects: ObjectStore,
  { attachments }: CheckedBatch,
): Promise<void> {
  const good = attachments.flatMap(({ check }) => (check.ok ? [check] : []));
  if (good.length === 0) return;
  await shareForTransaction(trx, 'objects');
  for (let first = 0; first < good.length; first += PUTS_AT_ONCE) {
    await Promise.all(
      good
        .slice(first, first + PUTS_AT_ONCE)
        .map(({ address, item }) => objects.put(address, copyBytes(item.sealed))),
    );
  }
}

/** Those of the batch that are held already. */
export async function heldAttachments(
  trx: Kysely<Database>,
  { attachments }: CheckedBatch,
): Promise<readonly HeldAttachment[]> {
  const addresses = attachments.flatMap(({ check }) => (check.ok ? [check.address] : []));
  if (addresses.length === 0) return [];
  return trx
    .selectFrom('attachments')
    .select(['hash', 'record_id'])
    .where('hash', 'in', addresses)
    .execute();
}

/** Writes down the accepted ones. Their objects are there. */
export async function storeAttachments(
  trx: Kysely<Database>,
  accepted: readonly AttachmentAcceptance[],
  now: Date,
): Promise<void> {
  if (accepted.length === 0) return;
  await trx
    .insertInto('attachments')
    .values(
      accepted.map(({ address, areaId, item }) => ({
        hash: address,
        record_id: item.recordId,
        version: item.version,
        area_id: areaId,
        device_id: item.deviceId,
        operator_id: item.operatorId,
        size: item.sealed.length,
        received_at: now,
      })),
    )
    .execute();
}
