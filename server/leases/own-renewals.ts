import type { Kysely } from 'kysely';
import type { z } from 'zod';
import type { OwnRenewals } from '../../shared/sync/lease-api.ts';
import { columnToText } from '../db/binary.ts';
import type { Database } from '../db/schema.ts';

/** The newest renewal of each operator of a device, and the grants among theirs that were made anew. */
export async function ownRenewals(
  db: Kysely<Database>,
  deviceId: string,
  now: Date,
): Promise<z.infer<typeof OwnRenewals>> {
  const rows = await db
    .selectFrom('operators')
    .select(['renewal_bytes', 'grant_bytes', 'regranted_at'])
    .where('device_id', '=', deviceId)
    .execute();
  return {
    renewals: rows
      .map((row) => row.renewal_bytes)
      .filter((bytes) => bytes !== null)
      .map(columnToText),
    grants: rows
      .filter((row) => row.regranted_at !== null)
      .map((row) => columnToText(row.grant_bytes)),
    serverTime: now.toISOString(),
  };
}
