import type { Kysely } from 'kysely';
import type { ListedRecoveryRequest } from '../../shared/sync/recovery-api.ts';
import { columnToText } from '../db/binary.ts';
import type { Database } from '../db/schema.ts';

const MOST_LISTED = 200;

/** Requests that wait, oldest first, with the keys whose holders have answered. Those of revoked laptops are left out. */
export async function listRecoveryRequests(db: Kysely<Database>): Promise<ListedRecoveryRequest[]> {
  const rows = await db
    .selectFrom('recovery_requests as request')
    .innerJoin('people', 'people.operator_id', 'request.operator_id')
    .innerJoin('devices', 'devices.device_id', 'request.device_id')
    .select(['request.request_hash', 'request.bytes', 'request.received_at'])
    .select(['people.name', 'devices.device_code'])
    .where('request.closed_at', 'is', null)
    .where('devices.revoked_at', 'is', null)
    .orderBy('request.received_at')
    .limit(MOST_LISTED)
    .execute();
  if (rows.length === 0) return [];
  const answers = await db
    .selectFrom('recovery_answers')
    .select(['request_hash', 'recovery_kid'])
    .where(
      'request_hash',
      'in',
      rows.map((row) => row.request_hash),
    )
    .execute();
  return rows.map((row) => ({
    requestHash: row.request_hash,
    request: columnToText(row.bytes),
    operatorName: row.name,
    deviceCode: row.device_code,
    receivedAt: row.received_at.toISOString(),
    answeredKids: answers
      .filter((answer) => answer.request_hash === row.request_hash)
      .map((answer) => answer.recovery_kid),
  }));
}
