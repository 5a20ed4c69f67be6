import type { Kysely, Selectable } from 'kysely';
import type { Database, DeviceOrderTable } from '../db/schema.ts';

/** The order to a laptop that counts: the newest. Those before it that were not carried out are taken back by it. */
export async function newestOrder(
  db: Kysely<Database>,
  deviceId: string,
): Promise<Selectable<DeviceOrderTable> | undefined> {
  return db
    .selectFrom('device_orders')
    .selectAll()
    .where('device_id', '=', deviceId)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
}
