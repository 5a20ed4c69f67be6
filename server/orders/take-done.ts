import type { Bytes } from '../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { openOrderDone, peekOrderDone } from '../../shared/sync/device-order-done.ts';
import { appendEvents } from '../audit/append-events.ts';
import { asDeviceKeyHolder, type Occasion } from '../audit/occasion.ts';
import { ownBytes } from '../db/binary.ts';
import { WHOLE_PROGRAMME, withinOwnDevice, type ScopedDatabase } from '../db/scope.ts';

/**
 * Keeps a laptop's word that it has carried out an order, whoever brings it; the first one counts, and once more changes
 * nothing.
 * @throws FieldsealError `order.done-tampered` for anything that the laptop did not sign, and for an order that it was
 * not given: nobody learns which laptops there are.
 */
export async function takeDone(
  database: ScopedDatabase,
  bytes: Bytes,
  occasion: Occasion,
): Promise<void> {
  const { deviceId } = peekOrderDone(bytes);
  const device = await database.within(WHOLE_PROGRAMME, (db) =>
    db
      .selectFrom('devices')
      .select('signing_key')
      .where('device_id', '=', deviceId)
      .executeTakeFirst(),
  );
  if (device === undefined) throw new FieldsealError('order.done-tampered');
  const publicKey = ownBytes(device.signing_key);
  const { number, order, unsentRecords } = await openOrderDone(bytes, { deviceId, publicKey });
  await withinOwnDevice(database, { deviceId }, (own) =>
    own.transaction().execute(async (trx) => {
      const given = await trx
        .selectFrom('device_orders')
        .select(['kind', 'done'])
        .where('device_id', '=', deviceId)
        .where('number', '=', number)
        .forUpdate()
        .executeTakeFirst();
      if (given?.kind !== order) throw new FieldsealError('order.done-tampered');
      if (given.done !== null) return;
      await trx
        .updateTable('device_orders')
        .set({ done: bytes, done_at: occasion.at })
        .where('device_id', '=', deviceId)
        .where('number', '=', number)
        .execute();
      await appendEvents(trx, asDeviceKeyHolder(occasion, deviceId), [
        { action: 'order.carried-out', subject: deviceId, order: number, count: unsentRecords },
      ]);
    }),
  );
}
