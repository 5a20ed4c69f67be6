import { sql, type Kysely } from 'kysely';

/**
 * The server's audit chain. Nobody changes or deletes a row; partitions by a million events, which the server makes
 * itself, long before they are needed. The function that makes them runs as its owner: whoever appends must not be
 * able to alter tables.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ schema: string }>`
    select quote_ident(current_schema()) as schema
  `.execute(db);
  for (const statement of statementsFor(rows[0]?.schema ?? 'public')) {
    await sql.raw(statement).execute(db);
  }
}

const statementsFor = (schema: string): readonly string[] => [
  `create table audit_events (
    sequence bigint primary key check (sequence > 0),
    previous_hash bytea not null check (octet_length(previous_hash) = 32),
    hash bytea not null check (octet_length(hash) = 32),
    event bytea not null
  ) partition by range (sequence)`,
  `create function refuse_audit_change() returns trigger language plpgsql as $$
  begin
    raise exception 'the audit log can only be added to' using errcode = 'insufficient_privilege';
  end $$`,
  `create trigger audit_events_stay before update or delete on audit_events
    for each row execute function refuse_audit_change()`,
  `create trigger audit_events_stay_all before truncate on audit_events
    for each statement execute function refuse_audit_change()`,
  // Attached, not created in place: that would lock out readers, and one who reads and then appends would wait for ever.
  `create function make_audit_room() returns void language plpgsql
    security definer set search_path = ${schema}, pg_temp as $$
  declare
    events_per_partition constant bigint := 1000000;
    newest bigint := coalesce((select max(sequence) from audit_events), 0) / events_per_partition;
    partition_name text;
  begin
    for part in newest .. newest + 1 loop
      partition_name := 'audit_events_' || part;
      continue when to_regclass(partition_name) is not null;
      execute format('create table %I (like audit_events including constraints)', partition_name);
      execute format('alter table audit_events attach partition %I for values from (%s) to (%s)',
        partition_name, part * events_per_partition, (part + 1) * events_per_partition);
      -- Triggers for rows come with the attachment, this one does not.
      execute format('create trigger audit_events_stay_all before truncate on %I
        for each statement execute function refuse_audit_change()', partition_name);
    end loop;
  end $$`,
  'select make_audit_room()',
  `grant select, insert on audit_events
    to fieldseal_programme, fieldseal_areas, fieldseal_device, fieldseal_operator`,
];
