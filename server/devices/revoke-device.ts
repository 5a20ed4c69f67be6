import type { Kysely } from 'kysely';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { appendEvents } from '../audit/append-events.ts';
import type { Occasion } from '../audit/occasion.ts';
import type { OperatorCaller } from '../auth/caller.ts';
import type { Database } from '../db/schema.ts';

/**
 * Revokes a device: from now on nothing is taken from it or its operators. Once more changes nothing.
 * @throws FieldsealError `server.not-found`; `server.forbidden` for the administrator's own device, which would
 * leave nobody to undo it.
 */
export async function revokeDevice(
  db: Kysely<Database>,
  caller: OperatorCaller,
  deviceId: string,
  occasion: Occasion,
): Promise<void> {
  if (deviceId === caller.deviceId)
    throw new FieldsealError('server.forbidden', { rule: 'own-device' });
  await db.transaction().execute(async (trx) => {
    const device = await trx
      .selectFrom('devices')
      .select('revoked_at')
      .where('device_id', '=', deviceId)
      .forUpdate()
      .executeTakeFirst();
    if (device === undefined) throw new FieldsealError('server.not-found');
    if (device.revoked_at !== null) return;
    await trx
      .updateTable('devices')
      .set({ revoked_at: occasion.at })
      .where('device_id', '=', deviceId)
      .execute();
    await appendEvents(trx, occasion, [{ action: 'device.revoked', subject: deviceId }]);
  });
}
