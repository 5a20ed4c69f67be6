import type { Kysely } from 'kysely';
import type { Voucher } from '../../shared/sync/http-api.ts';
import { columnToText } from '../db/binary.ts';
import type { Database } from '../db/schema.ts';

/** What vouches for these operators' other keys: those of laptops that they were given before. */
export async function earlierVouchersOf(
  db: Kysely<Database>,
  operatorIds: readonly string[],
): Promise<Voucher[]> {
  if (operatorIds.length === 0) return [];
  const rows = await db
    .selectFrom('operators')
    .select(['operator_id', 'grant_bytes', 'request_bytes'])
    .where('operator_id', 'in', [...new Set(operatorIds)])
    .orderBy('granted_at', 'desc')
    .execute();
  const seen = new Set<string>();
  const earlier = rows.filter((row) => {
    const isEarlier = seen.has(row.operator_id);
    seen.add(row.operator_id);
    return isEarlier;
  });
  return earlier.map((row) => ({
    grant: columnToText(row.grant_bytes),
    request: columnToText(row.request_bytes),
  }));
}

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

/** As `vouchersOf`, for the operators whose keys these are. */
export async function vouchersOfKeys(
  db: Kysely<Database>,
  kids: readonly string[],
): Promise<Record<string, Voucher>> {
  if (kids.length === 0) return {};
  const rows = await db
    .selectFrom('operators')
    .select('operator_id')
    .where('signing_kid', 'in', [...new Set(kids)])
    .execute();
  return vouchersOf(
    db,
    rows.map((row) => row.operator_id),
  );
}
