import type { Kysely } from 'kysely';
import type { Bytes } from '../../shared/encoding/bytes.ts';
import type { OpenedBatch } from '../../shared/sync/batch-file.ts';
import { ownBytes } from '../db/binary.ts';
import type { Database } from '../db/schema.ts';

/** Keeps who brought a batch that another device had made; for the device's own there is nothing to keep. */
export async function noteBearer(
  trx: Kysely<Database>,
  bearer: { readonly deviceId: string },
  { manifest, batchHash }: Pick<OpenedBatch, 'manifest' | 'batchHash'>,
  now: Date,
): Promise<void> {
  if (manifest.deviceId === bearer.deviceId) return;
  await trx
    .insertInto('batch_bearers')
    .values({
      bearer_id: bearer.deviceId,
      batch_hash: batchHash,
      device_id: manifest.deviceId,
      sequence: manifest.sequence,
      brought_at: now,
    })
    // The first time is kept.
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The receipt of a batch that the device made or brought, by the batch's hash. */
export async function readReceiptFor(
  db: Kysely<Database>,
  deviceId: string,
  batchHash: string,
): Promise<Bytes | undefined> {
  const own = await db
    .selectFrom('batches')
    .select('receipt')
    .where('device_id', '=', deviceId)
    .where('batch_hash', '=', batchHash)
    .executeTakeFirst();
  const row =
    own ??
    (await db
      .selectFrom('batch_bearers')
      .innerJoin('batches', (join) =>
        join
          .onRef('batches.device_id', '=', 'batch_bearers.device_id')
          .onRef('batches.sequence', '=', 'batch_bearers.sequence')
          .onRef('batches.batch_hash', '=', 'batch_bearers.batch_hash'),
      )
      .select('batches.receipt')
      .where('batch_bearers.bearer_id', '=', deviceId)
      .where('batch_bearers.batch_hash', '=', batchHash)
      .executeTakeFirst());
  return row === undefined ? undefined : ownBytes(row.receipt);
}
