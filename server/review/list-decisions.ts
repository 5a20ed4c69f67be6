import type { Kysely, Selectable } from 'kysely';
import type { z } from 'zod';
import type { DecisionPage } from '../../shared/sync/http-api.ts';
import type { Occasion } from '../audit/occasion.ts';
import { withEvent } from '../audit/with-event.ts';
import { pageRead } from './page-read.ts';
import type { Caller } from '../auth/caller.ts';
import { columnToText } from '../db/binary.ts';
import type { Database, DecisionTable } from '../db/schema.ts';
import { WHOLE_PROGRAMME, type Scope, type ScopedDatabase } from '../db/scope.ts';
import { vouchersOfKeys } from '../programme/vouchers.ts';

/**
 * A page of decisions in order of arrival: for a device on the records that it delivered and on all of its operators',
 * who may have restored them there from a backup; for an operator on their own.
 */
export async function listDecisions(
  database: ScopedDatabase,
  caller: Caller,
  page: { readonly after: number; readonly limit: number },
  occasion: Occasion,
): Promise<z.infer<typeof DecisionPage>> {
  const rows = await database.within(scopeOf(caller), (db) =>
    withEvent(
      db,
      occasion,
      (trx) => readPage(trx, caller, page),
      (read) => pageRead('decisions.read', 'delivery', read.slice(0, page.limit)),
    ),
  );
  const chosen = rows.slice(0, page.limit);
  // Supervisors are not the caller's own.
  const supervisors = await database.within(WHOLE_PROGRAMME, (db) =>
    vouchersOfKeys(
      db,
      chosen.map((row) => row.supervisor_kid),
    ),
  );
  return {
    serverTime: occasion.at.toISOString(),
    decisions: chosen.map((row) => ({ cursor: row.cursor, decision: columnToText(row.bytes) })),
    supervisors,
    more: rows.length > page.limit,
  };
}

function scopeOf(caller: Caller): Scope {
  return caller.kind === 'device'
    ? { kind: 'device', deviceId: caller.deviceId }
    : { kind: 'operator', operatorId: caller.operatorId };
}

type DecisionRow = Pick<Selectable<DecisionTable>, 'cursor' | 'bytes' | 'supervisor_kid'>;

async function readPage(
  db: Kysely<Database>,
  caller: Caller,
  page: { readonly after: number; readonly limit: number },
): Promise<readonly DecisionRow[]> {
  return db
    .selectFrom('decisions')
    .innerJoin('records', (join) =>
      join
        .onRef('records.record_id', '=', 'decisions.record_id')
        .onRef('records.version', '=', 'decisions.version'),
    )
    .select(['decisions.cursor', 'decisions.bytes', 'decisions.supervisor_kid'])
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
}
