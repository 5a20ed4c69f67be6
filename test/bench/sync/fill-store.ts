/** Fills a store with what is not measured. */
import { sql, type Kysely } from 'kysely';
import type { Database } from '../../../server/db/schema.ts';
import { TOKENS_PER_ITEM } from './laptop-load.ts';

/** Bytes of a filled record: the cost of finding a place among many does not depend on what lies there. */
export const FILLED_ITEM_BYTES = 96;
const AT_ONCE = 500_000;

const INDEXES = [
  'create index tokens_by_value on tokens (token, record_id)',
  'create index tokens_by_record on tokens (record_id)',
] as const;

/**
 * Brings the store to `target` records, each with its tokens, as the owner and without a laptop that signed them. For
 * many at once the indexes of tokens are made anew afterwards, which is quicker. Statistics are brought up to date.
 */
export async function fillStore(
  db: Kysely<Database>,
  laptop: { readonly deviceId: string; readonly operatorId: string },
  target: number,
): Promise<void> {
  const { count } = await db
    .selectFrom('records')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const missing = target - count;
  const isLarge = missing >= AT_ONCE;
  if (isLarge) await sql`drop index tokens_by_value, tokens_by_record`.execute(db);
  for (let start = 0; start < missing; start += AT_ONCE) {
    await fillOnce(db, laptop, Math.min(AT_ONCE, missing - start));
  }
  if (isLarge) for (const index of INDEXES) await sql.raw(index).execute(db);
  await sql`vacuum analyze records, tokens`.execute(db);
  await sql`checkpoint`.execute(db);
}

async function fillOnce(
  db: Kysely<Database>,
  { deviceId, operatorId }: { readonly deviceId: string; readonly operatorId: string },
  count: number,
): Promise<void> {
  if (count <= 0) return;
  await sql`with added as (
      insert into records (programme_no, record_id, version, area_id, device_id, operator_id, item, item_hash, status,
        received_at, registration_number, saved_at, device_counter)
      select 1, gen_random_uuid(), 1, 'nahr-tarifa', ${deviceId}, ${operatorId},
        decode(repeat(md5(random()::text), ${FILLED_ITEM_BYTES / 16}), 'hex'), md5(random()::text), 'received', now(),
        'FILL-' || number, now(), number
      from generate_series(1, ${count}) as number
      returning record_id
    )
    insert into tokens (programme_no, token, record_id, field_id, kind)
    select 1, decode(md5(random()::text || number), 'hex'), record_id, 'nationalId', 'exact'
    from added, generate_series(1, ${TOKENS_PER_ITEM}) as number`.execute(db);
}
