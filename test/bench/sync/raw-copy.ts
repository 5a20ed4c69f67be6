/** The floor: the same rows by COPY, into tables of the same make, in one transaction. */
import { sql, type Kysely } from 'kysely';
import type { Database } from '../../../server/db/schema.ts';

const PARTITIONS = 8;

/** Same columns, indexes, partitions and references as the tables that the server fills. */
const FLOOR = [
  'create table floor_records (like records including all) partition by hash (record_id)',
  'create table floor_tokens (like tokens including all) partition by hash (token)',
  ...['floor_records', 'floor_tokens'].flatMap((table) =>
    Array.from(
      { length: PARTITIONS },
      (_, part) =>
        `create table ${table}_${String(part)} partition of ${table}
          for values with (modulus ${String(PARTITIONS)}, remainder ${String(part)})`,
    ),
  ),
  'alter table floor_records add foreign key (device_id) references devices',
  'alter table floor_records add foreign key (operator_id) references people',
];

/**
 * Seconds that PostgreSQL takes to read these records and their tokens back from files of its own: no network, no
 * rules of access, nothing verified, nothing compared.
 */
export async function timeRawCopy(
  db: Kysely<Database>,
  afterCursor: number,
): Promise<{ readonly records: number; readonly seconds: number }> {
  for (const statement of FLOOR) await sql.raw(statement).execute(db);
  const { rows } = await sql<{ folder: string }>`
    select current_setting('data_directory') as folder`.execute(db);
  const file = (name: string) => sql.lit(`${rows[0]?.folder ?? ''}/${name}.copy`);
  const [records, tokens] = [file('records'), file('tokens')];
  const after = sql.lit(afterCursor);
  await sql`copy (select * from records where cursor > ${after}) to ${records} (format binary)`.execute(
    db,
  );
  await sql`copy (select tokens.* from tokens join records using (record_id) where cursor > ${after})
    to ${tokens} (format binary)`.execute(db);
  await sql`checkpoint`.execute(db);
  const start = performance.now();
  await db.transaction().execute(async (trx) => {
    await sql`copy floor_records from ${records} (format binary)`.execute(trx);
    await sql`copy floor_tokens from ${tokens} (format binary)`.execute(trx);
  });
  const seconds = (performance.now() - start) / 1000;
  const counted = await sql<{ count: number }>`select count(*) as count from floor_records`.execute(
    db,
  );
  await sql`drop table floor_records, floor_tokens`.execute(db);
  return { records: counted.rows[0]?.count ?? 0, seconds };
}
