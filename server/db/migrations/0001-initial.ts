import { sql, type Kysely } from 'kysely';

/** Programme, people, provisioning, devices, batches, records, decisions. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS: readonly string[] = [
  `create table programme (
    id text primary key,
    draft jsonb not null,
    pack bytea,
    pack_version integer,
    administrator_key bytea,
    check ((pack is null) = (administrator_key is null) and (pack is null) = (pack_version is null))
  )`,
  `create table people (
    operator_id text primary key,
    name text not null,
    role text not null,
    area_ids text[] not null,
    code_hash text not null unique,
    code_used_at timestamptz
  )`,
  `create table provisioning_requests (
    request_hash text primary key,
    operator_id text not null references people,
    bytes bytea not null,
    state text not null check (state in ('pending', 'granted', 'rejected')),
    grant_bytes bytea,
    received_at timestamptz not null,
    check ((state = 'granted') = (grant_bytes is not null))
  )`,
  `create table devices (
    device_id text primary key,
    device_code text not null unique,
    signing_key bytea not null,
    last_sequence integer not null default 0,
    last_batch_hash text not null,
    last_seen_at timestamptz,
    revoked_at timestamptz
  )`,
  `create table operators (
    signing_kid text primary key,
    operator_id text not null references people,
    name text not null,
    role text not null,
    area_ids text[] not null,
    device_id text not null references devices,
    signing_key bytea not null,
    grant_bytes bytea not null,
    request_bytes bytea not null,
    granted_at timestamptz not null
  )`,
  'create index operators_by_id on operators (operator_id, granted_at)',
  'create index operators_by_device on operators (device_id)',
  `create table batches (
    device_id text not null references devices,
    sequence integer not null,
    batch_hash text not null,
    receipt bytea not null,
    received_at timestamptz not null,
    primary key (device_id, sequence)
  )`,
  `create table records (
    cursor bigint generated always as identity,
    record_id text not null,
    version integer not null,
    area_id text not null,
    device_id text not null references devices,
    operator_id text not null references people,
    item bytea not null,
    item_hash text not null,
    status text not null check (status in ('received', 'approved', 'returned', 'replaced')),
    received_at timestamptz not null,
    primary key (record_id, version)
  )`,
  'create unique index records_by_cursor on records (cursor)',
  'create index records_by_area on records (area_id, cursor)',
  'create index records_by_device on records (device_id)',
  // Ciphertext does not compress; without this PostgreSQL tries at every insert.
  'alter table records alter column item set storage external',
  `create table tokens (
    record_id text not null,
    field_id text not null,
    kind text not null,
    token text not null,
    primary key (record_id, field_id, kind, token)
  )`,
  'create index tokens_by_value on tokens (token, kind, field_id)',
  `create table decisions (
    cursor bigint generated always as identity,
    record_id text not null,
    version integer not null,
    bytes bytea not null,
    supervisor_kid text not null references operators,
    received_at timestamptz not null,
    primary key (record_id, version),
    foreign key (record_id, version) references records
  )`,
  'create unique index decisions_by_cursor on decisions (cursor)',
  `create table used_proofs (
    proof_hash text primary key,
    expires_at timestamptz not null
  )`,
  'create index used_proofs_by_expiry on used_proofs (expires_at)',
];
