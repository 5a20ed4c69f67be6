import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../test/test-database.ts';
import { migrate, MIGRATIONS } from '../migrate.ts';

const BEFORE = MIGRATIONS.findIndex(({ name }) => name === '0009-assignments');

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
  await migrate(database.db, MIGRATIONS, BEFORE);
});
afterAll(async () => {
  await database.close();
});

test('whoever was there keeps role and areas, as one assignment without an end', async () => {
  await sql`insert into programme (id, draft) values ('p', '{}')`.execute(database.db);
  await sql`insert into people (operator_id, name, role, area_ids, code_hash, programme_no)
    values ('op-1', 'Amina', 'enumerator', '{nahr,jabal}', 'hash', 1)`.execute(database.db);
  await migrate(database.db);
  const { rows } =
    await sql`select role, area_ids, assignments, assigned_area_ids from people`.execute(
      database.db,
    );
  expect(rows).toEqual([
    {
      role: 'enumerator',
      area_ids: ['nahr', 'jabal'],
      assignments: [
        { role: 'enumerator', areaIds: ['nahr', 'jabal'], validFrom: null, validUntil: null },
      ],
      assigned_area_ids: ['jabal', 'nahr'],
    },
  ]);
});

test('the areas of a person are those of all assignments; the whole programme is none of them', async () => {
  const { rows } = await sql<{ areas: readonly string[] }>`
    select fieldseal_assigned_areas(${JSON.stringify([
      { role: 'supervisor', areaIds: ['nahr', 'sahl'] },
      { role: 'enumerator', areaIds: ['nahr', 'jabal'] },
      { role: 'auditor', areaIds: null },
    ])}::jsonb) as areas
    union all select fieldseal_assigned_areas('[{"role": "auditor", "areaIds": null}]'::jsonb)`.execute(
    database.db,
  );
  expect(rows.map(({ areas }) => areas)).toEqual([['jabal', 'nahr', 'sahl'], []]);
});
