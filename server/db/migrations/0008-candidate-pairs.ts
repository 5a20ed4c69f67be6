import { sql, type Kysely } from 'kysely';

/** Records that may be the same person are found when they arrive, and kept for reviewers. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS: readonly string[] = [
  `create table candidate_pairs (
    programme_no smallint not null default fieldseal_programme(),
    record_id uuid not null,
    other_id uuid not null,
    field_id text not null,
    kind text not null,
    primary key (record_id, other_id, field_id, kind)
  )`,
  'create index candidate_pairs_by_other on candidate_pairs (other_id)',
  // The limit keeps a value that everybody has from pairing everybody.
  `insert into candidate_pairs (programme_no, record_id, other_id, field_id, kind)
    select own.programme_no, own.record_id, other.record_id, own.field_id, own.kind
    from tokens as own
    cross join lateral (
      select record_id from tokens
      where token = own.token and kind = own.kind and field_id = own.field_id and programme_no = own.programme_no and record_id < own.record_id
      order by record_id limit 20
    ) as other
    on conflict do nothing`,
  'alter table candidate_pairs enable row level security',
  `create policy own_programme on candidate_pairs as restrictive
    using (programme_no = (select fieldseal_programme()))`,
  'create policy programme_scope on candidate_pairs to fieldseal_programme using (true)',
  `create policy areas_scope on candidate_pairs to fieldseal_areas
    using (exists (
      select from records
      where records.record_id in (candidate_pairs.record_id, candidate_pairs.other_id)
    ))`,
  'grant select, insert, delete on candidate_pairs to fieldseal_programme',
  'grant select on candidate_pairs to fieldseal_areas',
];
