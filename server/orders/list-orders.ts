import type { Kysely } from 'kysely';
import type { z } from 'zod';
import type { OrderList } from '../../shared/sync/order-api.ts';
import { columnToText } from '../db/binary.ts';
import type { Database } from '../db/schema.ts';

/** Of each laptop the newest order, with the laptop's answer. */
export async function listOrders(db: Kysely<Database>): Promise<z.infer<typeof OrderList>> {
  const rows = await db
    .selectFrom('device_orders')
    .innerJoin('devices', 'devices.device_id', 'device_orders.device_id')
    .distinctOn('device_orders.device_id')
    .select(['device_orders.device_id', 'device_orders.bytes', 'device_orders.ordered_at'])
    .select(['device_orders.fetched_at', 'device_orders.done', 'device_orders.done_at'])
    .select('devices.signing_key')
    .orderBy('device_orders.device_id')
    .orderBy('device_orders.number', 'desc')
    .execute();
  return {
    orders: rows.map((row) => ({
      deviceId: row.device_id,
      order: columnToText(row.bytes),
      orderedAt: row.ordered_at.toISOString(),
      fetchedAt: row.fetched_at?.toISOString() ?? null,
      done: row.done === null ? null : columnToText(row.done),
      doneAt: row.done_at?.toISOString() ?? null,
      deviceKey: columnToText(row.signing_key),
    })),
  };
}
