import type { Kysely } from 'kysely';
import type { z } from 'zod';
import type { DecisionPage } from '../../shared/sync/http-api.ts';
import type { Caller } from '../auth/caller.ts';
import { columnToText } from '../db/binary.ts';
import type { Database } from '../db/schema.ts';
import { vouchersOf } from '../programme/vouchers.ts';

/**
 * A page of decisions in order of arrival: for a device on the records that it delivered and on all of its operators',
 * who may have restored them there from a backup; for an operator on their own.
 */
export async function listDecisions(
  db: Kysely<Database>,
  caller: Caller,
  page: { readonly after: number; readonly limit: number },
  now: Date,
): Promise<z.infer<typeof DecisionPage>> {
  const rows = await db
    .selectFrom('decisions')
    .innerJoin('records', (join) =>
      join
        .onRef('records.record_id', '=', 'decisions.record_id')
        .onRef('records.version', '=', 'decisions.version'),
    )
    .innerJoin('operators', 'operators.signing_kid', 'decisions.supervisor_kid')
    .select(['decisions.cursor', 'decisions.bytes', 'operators.operator_id as supervisor_id'])
    .where((where) =>
      caller.kind === 'device'
        ? where.or([
            where('records.device_id', '=', caller.deviceId),
            where(
              'records.operator_id',
              'in',
              where
                .selectFrom('operators as own')
                .select('own.operator_id')
                .where('own.device_id', '=', caller.deviceId),
            ),
          ])
        : where('records.operator_id', '=', caller.operatorId),
    )
    .where('decisions.cursor', '>', page.after)
    .orderBy('decisions.cursor')
    .limit(page.limit + 1)
    .execute();
  const chosen = rows.slice(0, page.limit);
  return {
    serverTime: now.toISOString(),
    decisions: chosen.map((row) => ({ cursor: row.cursor, decision: columnToText(row.bytes) })),
    supervisors: await vouchersOf(
      db,
      chosen.map((row) => row.supervisor_id),
    ),
    more: rows.length > page.limit,
  };
}
