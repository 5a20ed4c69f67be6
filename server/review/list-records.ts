import { sql, type Kysely, type Selectable } from 'kysely';
import type { z } from 'zod';
import type { ReviewPage, ReviewRecord } from '../../shared/sync/http-api.ts';
import type { Occasion } from '../audit/occasion.ts';
import { withEvent } from '../audit/with-event.ts';
import type { OperatorCaller } from '../auth/caller.ts';
import { columnToText } from '../db/binary.ts';
import type { Database, RecordTable } from '../db/schema.ts';
import { WHOLE_PROGRAMME, type Scope, type ScopedDatabase } from '../db/scope.ts';
import { pageRead } from './page-read.ts';
import { scopeFor } from '../programme/area-scope.ts';
import { readPublished } from '../programme/read-programme.ts';
import { earlierVouchersOf, vouchersOf } from '../programme/vouchers.ts';

/** Candidates named for one record: more do not help a person who decides. */
const CANDIDATES_PER_RECORD = 20;
/** Sealed bytes in one page; photos make records of very different sizes. */
const PAGE_BYTES = 8 * 1024 * 1024;

type Candidate = z.infer<typeof ReviewRecord>['candidates'][number];

/**
 * A page of sealed records of the areas in which the caller reviews at this time, in order of arrival, after `after`. Duplicate candidates are
 * looked for in the whole programme; of those only id and index are told.
 */
export async function listRecords(
  database: ScopedDatabase,
  caller: OperatorCaller,
  page: { readonly after: number; readonly limit: number },
  occasion: Occasion,
): Promise<z.infer<typeof ReviewPage>> {
  const { pack } = await database.within(WHOLE_PROGRAMME, readPublished);
  const scope = scopeFor(pack.areas, caller.held, 'record.review', occasion.at);
  if (scope.kind === 'areas' && scope.areaIds.length === 0) {
    return { records: [], operators: {}, more: false };
  }
  const { rows, candidates, more } = await database.within(scope, (db) =>
    withEvent(
      db,
      occasion,
      (trx) => readPage(trx, scope, page),
      (read) => pageRead('records.read', 'review', read.rows, reviewedAreas(caller)),
    ),
  );
  const operatorIds = rows.map((row) => row.operator_id);
  // Whoever registered in these areas may hold others.
  const vouchers = await database.within(WHOLE_PROGRAMME, async (db) => ({
    operators: await vouchersOf(db, operatorIds),
    earlier: await earlierVouchersOf(db, operatorIds),
  }));
  return {
    records: rows.map((row) => ({
      cursor: row.cursor,
      item: columnToText(row.item),
      itemHash: row.item_hash,
      receivedAt: row.received_at.toISOString(),
      status: row.status,
      candidates: row.status === 'replaced' ? [] : (candidates.get(row.record_id) ?? []),
    })),
    ...vouchers,
    more,
  };
}

async function readPage(
  db: Kysely<Database>,
  scope: Scope,
  page: { readonly after: number; readonly limit: number },
): Promise<{
  readonly rows: readonly Selectable<RecordTable>[];
  readonly candidates: ReadonlyMap<string, Candidate[]>;
  readonly more: boolean;
}> {
  const { cursors, more } = await choosePage(db, scope, page);
  if (cursors.length === 0) return { rows: [], candidates: new Map(), more };
  const rows = await db
    .selectFrom('records')
    .selectAll()
    .where('cursor', 'in', cursors)
    .orderBy('cursor')
    .execute();
  const current = rows.filter((row) => row.status !== 'replaced').map((row) => row.record_id);
  return { rows, candidates: await findCandidates(db, current), more };
}

async function choosePage(
  db: Kysely<Database>,
  scope: Scope,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<{ readonly cursors: readonly number[]; readonly more: boolean }> {
  const rows = await db
    .selectFrom('records')
    .select(['cursor', sql<number>`octet_length(item)`.as('size')])
    .$if(scope.kind === 'areas', (query) =>
      query.where('area_id', 'in', scope.kind === 'areas' ? scope.areaIds : []),
    )
    .where('cursor', '>', after)
    .orderBy('cursor')
    .limit(limit + 1)
    .execute();
  const cursors: number[] = [];
  let bytes = 0;
  for (const row of rows.slice(0, limit)) {
    bytes += row.size;
    if (cursors.length > 0 && bytes > PAGE_BYTES) break;
    cursors.push(row.cursor);
  }
  return { cursors, more: cursors.length < rows.length };
}

interface CandidateRow {
  readonly of: string;
  readonly recordId: string;
  readonly fieldId: string;
  readonly kind: string;
}

async function findCandidates(
  db: Kysely<Database>,
  recordIds: readonly string[],
): Promise<ReadonlyMap<string, Candidate[]>> {
  if (recordIds.length === 0) return new Map();
  const { rows: pairs } = await sql<CandidateRow>`
    select of, "recordId", "fieldId", kind from (
      select *, dense_rank() over (partition by of order by "recordId") as place from (
        select record_id as of, other_id as "recordId", field_id as "fieldId", kind
          from candidate_pairs where record_id = any (${recordIds}::uuid[])
        union all
        select other_id, record_id, field_id, kind
          from candidate_pairs where other_id = any (${recordIds}::uuid[])
      ) as pairs
    ) as placed
    where place <= ${CANDIDATES_PER_RECORD} order by of, place`.execute(db);
  const found = new Map<string, Candidate[]>();
  for (const { of, recordId, fieldId, kind } of pairs) {
    const list = found.get(of) ?? [];
    found.set(of, list);
    const by = `${fieldId}/${kind}`;
    const known = list.find((candidate) => candidate.recordId === recordId);
    if (known !== undefined) known.by.push(by);
    else list.push({ recordId, by: [by] });
  }
  return found;
}

/** As the person was given them, without those below; for a whole programme none are named. */
function reviewedAreas({ held }: OperatorCaller): readonly string[] | undefined {
  const reviewing = held.filter(({ actions }) => actions.includes('record.review'));
  if (reviewing.some(({ areaIds }) => areaIds === null)) return undefined;
  return reviewing.flatMap(({ areaIds }) => areaIds ?? []);
}
