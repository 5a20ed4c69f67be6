import { sql, type Kysely } from 'kysely';

/** Batches on their way: what has come of each so far, piece by piece. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS: readonly string[] = [
  `create table uploads (
    device_id text not null references devices,
    batch_hash text not null,
    length integer not null check (length > 0),
    received integer not null default 0 check (received between 0 and length),
    expires_at timestamptz not null,
    primary key (device_id, batch_hash)
  )`,
  // A receipt is asked for by the batch's hash.
  'create index batches_by_hash on batches (device_id, batch_hash)',
  `create table upload_parts (
    device_id text not null,
    batch_hash text not null,
    start integer not null,
    bytes bytea not null,
    primary key (device_id, batch_hash, start),
    foreign key (device_id, batch_hash) references uploads on delete cascade
  )`,
  'alter table upload_parts alter column bytes set storage external',
];
