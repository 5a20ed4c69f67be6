import { sql, type Kysely } from 'kysely';
import type { Bytes } from '../../shared/encoding/bytes.ts';
import type { Database } from '../db/schema.ts';
import { restoredHashes, type Acceptance } from './decide-items.ts';
import { dropTokens, storeTokens } from './store-tokens.ts';

/**
 * Stores the accepted versions of a batch, in few statements however many they are. A correction marks the version
 * before it as replaced, and its tokens take the place of the old ones. The caller holds the `records` lock.
 */
export async function storeRecords(
  trx: Kysely<Database>,
  deviceId: string,
  accepted: readonly Acceptance[],
  items: readonly Bytes[],
  now: Date,
): Promise<void> {
  if (accepted.length === 0) return;
  await replaceOlder(
    trx,
    accepted.filter(({ entry }) => entry.version > 1),
  );
  await trx
    .insertInto('records')
    .values(
      accepted.map(({ index, entry, item }) => ({
        record_id: entry.recordId,
        version: entry.version,
        area_id: entry.areaId,
        device_id: deviceId,
        operator_id: item.operatorId,
        item: items[index] ?? new Uint8Array(0),
        item_hash: entry.hash,
        status: 'received' as const,
        received_at: now,
        restored_hashes: restoredHashes(item),
        registration_number: item.registrationNumber,
        saved_at: new Date(item.savedAt),
        device_counter: item.deviceCounter,
      })),
    )
    .execute();
  await storeTokens(trx, accepted);
}

async function replaceOlder(
  trx: Kysely<Database>,
  corrections: readonly Acceptance[],
): Promise<void> {
  if (corrections.length === 0) return;
  const recordIds = corrections.map(({ entry }) => entry.recordId);
  await trx
    .updateTable('records')
    .set({ status: 'replaced' })
    .where('record_id', 'in', recordIds)
    .execute();
  await dropTokens(trx, recordIds);
  await moveAttachments(trx, corrections);
}

/** The photo of somebody who moved goes along: it is seen where the newest version is. */
async function moveAttachments(
  trx: Kysely<Database>,
  corrections: readonly Acceptance[],
): Promise<void> {
  const recordIds = corrections.map(({ entry }) => entry.recordId);
  const areaIds = corrections.map(({ entry }) => entry.areaId);
  await sql`
    update attachments set area_id = moved.area_id
    from unnest(${recordIds}::uuid[], ${areaIds}::text[]) as moved (record_id, area_id)
    where attachments.record_id = moved.record_id and attachments.area_id <> moved.area_id`.execute(
    trx,
  );
}
