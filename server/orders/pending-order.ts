import type { Kysely } from 'kysely';
import type { z } from 'zod';
import type { PendingOrder } from '../../shared/sync/order-api.ts';
import { appendEvents } from '../audit/append-events.ts';
import type { Occasion } from '../audit/occasion.ts';
import { columnToText } from '../db/binary.ts';
import type { Database } from '../db/schema.ts';
import { newestOrder } from './newest-order.ts';

/** The order that waits for a laptop whose key is proven; the first time that it is handed out is kept. */
export async function pendingOrder(
  db: Kysely<Database>,
  deviceId: string,
  occasion: Occasion,
): Promise<z.infer<typeof PendingOrder>> {
  return db.transaction().execute(async (trx) => {
    const newest = await newestOrder(trx, deviceId);
    if (newest === undefined || newest.done !== null) return { order: null };
    const { number, bytes } = newest;
    if (newest.fetched_at === null) {
      const { numUpdatedRows } = await trx
        .updateTable('device_orders')
        .set({ fetched_at: occasion.at })
        .where('device_id', '=', deviceId)
        .where('number', '=', number)
        .where('fetched_at', 'is', null)
        .executeTakeFirst();
      const event = { action: 'order.fetched', subject: deviceId, order: number } as const;
      await appendEvents(trx, occasion, numUpdatedRows > 0n ? [event] : []);
    }
    return { order: columnToText(bytes) };
  });
}
