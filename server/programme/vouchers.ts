import type { Kysely } from 'kysely';
import type { Voucher } from '../../shared/sync/http-api.ts';
import { columnToText } from '../db/binary.ts';
import type { Database } from '../db/schema.ts';

/** What vouches for each of these operators' keys, by operator id; of several, the newest. */
export async function vouchersOf(
  db: Kysely<Database>,
  operatorIds: readonly string[],
): Promise<Record<string, Voucher>> {
  if (operatorIds.length === 0) return {};
  const rows = await db
    .selectFrom('operators')
    .select(['operator_id', 'grant_bytes', 'request_bytes'])
    .where('operator_id', 'in', [...new Set(operatorIds)])
    .orderBy('granted_at')
    .execute();
  return Object.fromEntries(
    rows.map((row) => [
      row.operator_id,
      { grant: columnToText(row.grant_bytes), request: columnToText(row.request_bytes) },
    ]),
  );
}
