import { sql, type Kysely } from 'kysely';

/**
 * A person may be several things: `assignments` lists them, `role` and `area_ids` stay those of the first. The areas of
 * all of them decide in which scopes a person and their keys are seen.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const TABLES = ['people', 'operators'] as const;

const STATEMENTS: readonly string[] = [
  // An assignment for the whole programme names no area, and is seen from the whole programme's scope.
  `create function fieldseal_assigned_areas(assignments jsonb) returns text[] language sql immutable parallel safe as $$
    select coalesce(array_agg(distinct area), '{}')
    from jsonb_array_elements(assignments) as assignment,
      jsonb_array_elements_text(
        case jsonb_typeof(assignment->'areaIds') when 'array' then assignment->'areaIds' else '[]' end
      ) as area
  $$`,
  ...TABLES.flatMap((table) => [
    `alter table ${table} add column assignments jsonb`,
    `update ${table} set assignments = jsonb_build_array(jsonb_build_object(
      'role', role, 'areaIds', to_jsonb(area_ids), 'validFrom', null, 'validUntil', null))`,
    `alter table ${table} alter column assignments set not null`,
    `alter table ${table} add column assigned_area_ids text[] not null
      generated always as (fieldseal_assigned_areas(assignments)) stored`,
    `alter policy areas_scope on ${table} using (assigned_area_ids && (select fieldseal_areas()))`,
  ]),
];
