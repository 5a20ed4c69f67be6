import { sql, type Kysely } from 'kysely';

/** A person's assignments may change: their laptops fetch the grants that were made anew, and no others. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table operators add column regranted_at timestamptz`.execute(db);
}
