import { sql, type Kysely } from 'kysely';

/** Recovery requests of laptops and what the holders of recovery keys answered. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS: readonly string[] = [
  `create table recovery_requests (
    request_hash text primary key,
    operator_id text not null references people,
    device_id text not null references devices,
    bytes bytea not null,
    received_at timestamptz not null,
    closed_at timestamptz
  )`,
  'create index recovery_requests_by_device on recovery_requests (device_id)',
  'create index recovery_requests_open on recovery_requests (received_at) where closed_at is null',
  `create table recovery_answers (
    request_hash text not null references recovery_requests,
    recovery_kid text not null,
    bytes bytea not null,
    administrator_kid text not null references operators,
    received_at timestamptz not null,
    primary key (request_hash, recovery_kid)
  )`,
];
