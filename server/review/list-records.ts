import { sql, type Kysely } from 'kysely';
import type { z } from 'zod';
import type { ReviewPage, ReviewRecord } from '../../shared/sync/http-api.ts';
import type { OperatorCaller } from '../auth/caller.ts';
import { columnToText } from '../db/binary.ts';
import type { Database } from '../db/schema.ts';
import { areasInScope, readPublished } from '../programme/read-programme.ts';
import { earlierVouchersOf, vouchersOf } from '../programme/vouchers.ts';

/** Candidates named for one record: more do not help a person who decides. */
const CANDIDATES_PER_RECORD = 20;
/** Sealed bytes in one page; photos make records of very different sizes. */
const PAGE_BYTES = 8 * 1024 * 1024;

type Candidate = z.infer<typeof ReviewRecord>['candidates'][number];

/**
 * A page of sealed records of the supervisor's areas in order of arrival, after `after`. Duplicate candidates are
 * looked for in the whole programme; of those only id and index are told.
 */
export async function listRecords(
  db: Kysely<Database>,
  caller: OperatorCaller,
  page: { readonly after: number; readonly limit: number },
): Promise<z.infer<typeof ReviewPage>> {
  const { pack } = await readPublished(db);
  const areaIds = areasInScope(pack.areas, caller.areaIds);
  if (areaIds.length === 0) return { records: [], operators: {}, more: false };
  const { cursors, more } = await choosePage(db, areaIds, page);
  if (cursors.length === 0) return { records: [], operators: {}, more };
  const rows = await db
    .selectFrom('records')
    .selectAll()
    .where('cursor', 'in', cursors)
    .orderBy('cursor')
    .execute();
  const candidates = await findCandidates(
    db,
    rows.filter((row) => row.status !== 'replaced').map((row) => row.record_id),
  );
  const operatorIds = rows.map((row) => row.operator_id);
  return {
    records: rows.map((row) => ({
      cursor: row.cursor,
      item: columnToText(row.item),
      itemHash: row.item_hash,
      receivedAt: row.received_at.toISOString(),
      status: row.status,
      candidates: row.status === 'replaced' ? [] : (candidates.get(row.record_id) ?? []),
    })),
    operators: await vouchersOf(db, operatorIds),
    earlier: await earlierVouchersOf(db, operatorIds),
    more,
  };
}

async function choosePage(
  db: Kysely<Database>,
  areaIds: readonly string[],
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<{ readonly cursors: readonly number[]; readonly more: boolean }> {
  const rows = await db
    .selectFrom('records')
    .select(['cursor', sql<number>`octet_length(item)`.as('size')])
    .where('area_id', 'in', areaIds)
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

async function findCandidates(
  db: Kysely<Database>,
  recordIds: readonly string[],
): Promise<ReadonlyMap<string, Candidate[]>> {
  if (recordIds.length === 0) return new Map();
  const pairs = await db
    .selectFrom('tokens as own')
    .innerJoin('tokens as other', (join) =>
      join
        .onRef('other.token', '=', 'own.token')
        .onRef('other.kind', '=', 'own.kind')
        .onRef('other.field_id', '=', 'own.field_id')
        .onRef('other.record_id', '<>', 'own.record_id'),
    )
    .select(['own.record_id as of', 'other.record_id as recordId'])
    .select(['own.field_id as fieldId', 'own.kind as kind'])
    .distinct()
    .where('own.record_id', 'in', recordIds)
    .orderBy('other.record_id')
    .execute();
  const found = new Map<string, Candidate[]>();
  for (const { of, recordId, fieldId, kind } of pairs) {
    const list = found.get(of) ?? [];
    found.set(of, list);
    const by = `${fieldId}/${kind}`;
    const known = list.find((candidate) => candidate.recordId === recordId);
    if (known !== undefined) known.by.push(by);
    else if (list.length < CANDIDATES_PER_RECORD) list.push({ recordId, by: [by] });
  }
  return found;
}
