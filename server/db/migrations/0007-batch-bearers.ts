import { sql, type Kysely } from 'kysely';

/** Which laptops brought batches that others had made: who may ask for the receipt, and who is asked when one is missed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS: readonly string[] = [
  // Not tied to `batches`: it stays what it is when that table is divided or restored.
  `create table batch_bearers (
    programme_no smallint not null default fieldseal_programme(),
    bearer_id text not null references devices,
    batch_hash text not null,
    device_id text not null references devices,
    sequence integer not null,
    brought_at timestamptz not null,
    primary key (bearer_id, batch_hash)
  )`,
  'alter table batch_bearers enable row level security',
  `create policy own_programme on batch_bearers as restrictive
    using (programme_no = (select fieldseal_programme()))`,
  'create policy programme_scope on batch_bearers to fieldseal_programme using (true)',
  'grant select, insert on batch_bearers to fieldseal_programme',
];
