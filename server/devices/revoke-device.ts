import type { Kysely } from 'kysely';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
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
  now: Date,
): Promise<void> {
  if (deviceId === caller.deviceId)
    throw new FieldsealError('server.forbidden', { rule: 'own-device' });
  const device = await db
    .updateTable('devices')
    .set((set) => ({ revoked_at: set.fn.coalesce('revoked_at', set.val(now)) }))
    .where('device_id', '=', deviceId)
    .returning('device_id')
    .executeTakeFirst();
  if (device === undefined) throw new FieldsealError('server.not-found');
}
