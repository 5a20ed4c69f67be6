import type { Kysely } from 'kysely';
import type { Bytes } from '../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { openRecoveryRequest } from '../../shared/recovery/recovery-request.ts';
import { appendEvents } from '../audit/append-events.ts';
import type { Occasion } from '../audit/occasion.ts';
import type { DeviceCaller } from '../auth/caller.ts';
import type { Database } from '../db/schema.ts';
import { readProgramme } from '../programme/read-programme.ts';

/** Requests of one laptop that may wait at once: its operators, and a few that were given up offline. */
const MOST_OPEN = 20;

/**
 * Takes a laptop's recovery request for an operator who is provisioned there. The same request again changes nothing.
 * Answers its hash.
 * @throws FieldsealError `recovery.request-tampered`, `server.forbidden` for another device's or programme's request,
 * `recovery.request-closed`, `server.too-many-requests` when too many of the laptop wait.
 */
export async function submitRecoveryRequest(
  db: Kysely<Database>,
  caller: DeviceCaller,
  bytes: Bytes,
  occasion: Occasion,
): Promise<string> {
  const { request, requestHash } = await openRecoveryRequest(bytes);
  const { operatorId, programmeId } = request.binding;
  if (request.deviceSigningKey.kid !== caller.deviceId) {
    throw new FieldsealError('server.forbidden', { rule: 'device' });
  }
  await db.transaction().execute(async (trx) => {
    // The row of the device is the lock: requests of one laptop are counted one after the other.
    await trx
      .selectFrom('devices')
      .select('device_id')
      .where('device_id', '=', caller.deviceId)
      .forUpdate()
      .execute();
    const { draft } = await readProgramme(trx);
    if (draft.id !== programmeId || !(await isProvisioned(trx, operatorId, caller.deviceId))) {
      throw new FieldsealError('server.forbidden', { rule: 'operator' });
    }
    const known = await trx
      .selectFrom('recovery_requests')
      .select(['request_hash', 'closed_at'])
      .where('device_id', '=', caller.deviceId)
      .execute();
    const same = known.find((row) => row.request_hash === requestHash);
    if (same !== undefined) {
      if (same.closed_at !== null) throw new FieldsealError('recovery.request-closed');
      return;
    }
    if (known.filter((row) => row.closed_at === null).length >= MOST_OPEN) {
      throw new FieldsealError('server.too-many-requests', { limit: MOST_OPEN });
    }
    await trx
      .insertInto('recovery_requests')
      .values({
        request_hash: requestHash,
        operator_id: operatorId,
        device_id: caller.deviceId,
        bytes,
        received_at: occasion.at,
        closed_at: null,
      })
      .execute();
    await appendEvents(trx, occasion, [{ action: 'recovery.requested', subject: requestHash }]);
  });
  return requestHash;
}

async function isProvisioned(
  db: Kysely<Database>,
  operatorId: string,
  deviceId: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('operators')
    .select('operator_id')
    .where('operator_id', '=', operatorId)
    .where('device_id', '=', deviceId)
    .executeTakeFirst();
  return row !== undefined;
}
