import type { Kysely } from 'kysely';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { appendEvents } from '../audit/append-events.ts';
import type { Occasion } from '../audit/occasion.ts';
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
  occasion: Occasion,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const request = await trx
      .selectFrom('recovery_requests')
      .select('closed_at')
      .where('request_hash', '=', requestHash)
      .where('device_id', '=', caller.deviceId)
      .forUpdate()
      .executeTakeFirst();
    if (request === undefined) throw new FieldsealError('server.not-found');
    if (request.closed_at !== null) return;
    await trx
      .updateTable('recovery_requests')
      .set({ closed_at: occasion.at })
      .where('request_hash', '=', requestHash)
      .execute();
    await trx.deleteFrom('recovery_answers').where('request_hash', '=', requestHash).execute();
    await appendEvents(trx, occasion, [{ action: 'recovery.closed', subject: requestHash }]);
  });
}
