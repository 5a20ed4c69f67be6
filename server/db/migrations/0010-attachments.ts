import { sql, type Kysely } from 'kysely';

/**
 * Attachments, whose sealed bytes lie in the object store under their hash. Each is seen as its record is: by those
 * of the area that the record's newest version belongs to, by the laptop that delivered it, and by its operator.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS: readonly string[] = [
  `create table attachments (
    programme_no smallint not null default fieldseal_programme(),
    hash text not null,
    record_id uuid not null,
    version integer not null,
    area_id text not null,
    device_id text not null references devices,
    operator_id text not null references people,
    size integer not null,
    received_at timestamptz not null,
    primary key (programme_no, hash)
  )`,
  'create index attachments_by_record on attachments (record_id)',
  'create index attachments_by_area on attachments (area_id)',
  'create index attachments_by_device on attachments (device_id)',
  'create index attachments_by_operator on attachments (operator_id)',
  'alter table attachments enable row level security',
  `create policy own_programme on attachments as restrictive
    using (programme_no = (select fieldseal_programme()))`,
  'create policy programme_scope on attachments to fieldseal_programme using (true)',
  `create policy areas_scope on attachments to fieldseal_areas
    using (area_id = any ((select fieldseal_areas())::text[]))`,
  `create policy device_scope on attachments to fieldseal_device
    using (device_id = (select fieldseal_device()) or operator_id in (select operator_id from operators))`,
  `create policy operator_scope on attachments to fieldseal_operator
    using (operator_id = (select fieldseal_operator()))`,
  'grant select, insert, update on attachments to fieldseal_programme',
  'grant select on attachments to fieldseal_areas, fieldseal_device, fieldseal_operator',
];
