import type { Kysely } from 'kysely';
import type { SERVER_AUDIT_ACTIONS } from '../../shared/audit/server-event.ts';
import { equalBytes, type Bytes } from '../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import {
  openDeviceOrder,
  type DeviceOrder,
  type OrderKind,
} from '../../shared/sync/device-order.ts';
import { appendEvents } from '../audit/append-events.ts';
import type { Occasion } from '../audit/occasion.ts';
import type { OperatorCaller } from '../auth/caller.ts';
import type { Database } from '../db/schema.ts';
import { readPublished } from '../programme/read-programme.ts';
import { newestOrder } from './newest-order.ts';

const EVENTS: Readonly<Record<OrderKind, (typeof SERVER_AUDIT_ACTIONS)[number]>> = {
  suspend: 'order.suspend',
  resume: 'order.resume',
  'destroy-keys': 'order.destroy-keys',
};

/**
 * Takes an administrator's signed order to a laptop; the same again changes nothing. It counts here at once: from a laptop
 * that is to be suspended, or whose keys are to be destroyed, nothing is taken until it is resumed.
 * @throws FieldsealError `order.tampered`; `server.not-found` for another programme's laptop or one that lies outside the
 * caller's areas; `order.own-device`; `order.outdated`; `order.keys-destroyed`.
 */
export async function putOrder(
  db: Kysely<Database>,
  caller: OperatorCaller,
  bytes: Bytes,
  occasion: Occasion,
): Promise<void> {
  const { administrator, pack } = await readPublished(db);
  const order = await openDeviceOrder(bytes, administrator);
  const { deviceId, number, order: kind } = order;
  if (order.programmeId !== pack.id) throw new FieldsealError('server.not-found');
  await db.transaction().execute(async (trx) => {
    // The row of the device is the lock: orders to one laptop are taken one after the other.
    const device = await trx
      .selectFrom('devices')
      .select(['device_id', 'suspended_at'])
      .where('device_id', '=', deviceId)
      .forUpdate()
      .executeTakeFirst();
    if (device === undefined) throw new FieldsealError('server.not-found');
    if (deviceId === caller.deviceId || (await holdsKey(trx, deviceId, administrator.kid))) {
      throw new FieldsealError('order.own-device');
    }
    const newest = await newestOrder(trx, deviceId);
    if (newest !== undefined) {
      if (equalBytes(newest.bytes, bytes)) return;
      requireNewer(order, newest);
    }
    await trx
      .insertInto('device_orders')
      .values({ device_id: deviceId, number, kind, bytes, ordered_at: occasion.at })
      .execute();
    await trx
      .updateTable('devices')
      .set({ suspended_at: kind === 'resume' ? null : (device.suspended_at ?? occasion.at) })
      .where('device_id', '=', deviceId)
      .execute();
    await appendEvents(trx, occasion, [{ action: EVENTS[kind], subject: deviceId, order: number }]);
  });
}

function requireNewer(
  { number }: DeviceOrder,
  newest: NonNullable<Awaited<ReturnType<typeof newestOrder>>>,
): void {
  if (newest.kind === 'destroy-keys' && newest.done !== null) {
    throw new FieldsealError('order.keys-destroyed');
  }
  if (number <= newest.number) {
    throw new FieldsealError('order.outdated', { number, highest: newest.number });
  }
}

/** The laptop with the key that signs orders is the last one that could take an order back. */
async function holdsKey(db: Kysely<Database>, deviceId: string, kid: string): Promise<boolean> {
  const row = await db
    .selectFrom('operators')
    .select('operator_id')
    .where('device_id', '=', deviceId)
    .where('signing_kid', '=', kid)
    .executeTakeFirst();
  return row !== undefined;
}
