import type { Kysely } from 'kysely';
import type { z } from 'zod';
import type { OperatorList } from '../../shared/sync/lease-api.ts';
import { columnToText } from '../db/binary.ts';
import type { Database } from '../db/schema.ts';

/** Every operator's grant on every device, oldest first. */
export async function listOperators(db: Kysely<Database>): Promise<z.infer<typeof OperatorList>> {
  const rows = await db
    .selectFrom('operators')
    .innerJoin('devices', 'devices.device_id', 'operators.device_id')
    .select(['operators.grant_bytes', 'operators.request_bytes', 'operators.renewal_bytes'])
    .select(['devices.device_code', 'devices.last_seen_at', 'devices.revoked_at'])
    .orderBy('operators.granted_at')
    .execute();
  return {
    operators: rows.map((row) => ({
      voucher: {
        grant: columnToText(row.grant_bytes),
        request: columnToText(row.request_bytes),
      },
      renewal: row.renewal_bytes === null ? null : columnToText(row.renewal_bytes),
      deviceCode: row.device_code,
      lastSeenAt: row.last_seen_at?.toISOString() ?? null,
      revokedAt: row.revoked_at?.toISOString() ?? null,
    })),
  };
}
