import type { Kysely } from 'kysely';
import type { z } from 'zod';
import type { OwnRenewals } from '../../shared/sync/lease-api.ts';
import { columnToText } from '../db/binary.ts';
import type { Database } from '../db/schema.ts';

/** The newest renewal of each operator of a device. */
export async function ownRenewals(
  db: Kysely<Database>,
  deviceId: string,
  now: Date,
): Promise<z.infer<typeof OwnRenewals>> {
  const rows = await db
    .selectFrom('operators')
    .select('renewal_bytes')
    .where('device_id', '=', deviceId)
    .execute();
  return {
    renewals: rows
      .map((row) => row.renewal_bytes)
      .filter((bytes) => bytes !== null)
      .map(columnToText),
    serverTime: now.toISOString(),
  };
}
