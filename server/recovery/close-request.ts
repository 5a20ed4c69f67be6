import type { Kysely } from 'kysely';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { DeviceCaller } from '../auth/caller.ts';
import type { Database } from '../db/schema.ts';

/**
 * Closes the laptop's own request and drops its answers, which nobody needs any more. Once more changes nothing.
 * @throws FieldsealError `server.not-found` for a request that this laptop has not made.
 */
export async function closeRecoveryRequest(
  db: Kysely<Database>,
  caller: DeviceCaller,
  requestHash: string,
  now: Date,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const closed = await trx
      .updateTable('recovery_requests')
      .set((set) => ({ closed_at: set.fn.coalesce('closed_at', set.val(now)) }))
      .where('request_hash', '=', requestHash)
      .where('device_id', '=', caller.deviceId)
      .returning('request_hash')
      .executeTakeFirst();
    if (closed === undefined) throw new FieldsealError('server.not-found');
    await trx.deleteFrom('recovery_answers').where('request_hash', '=', requestHash).execute();
  });
}
