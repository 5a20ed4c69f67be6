import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../test/test-database.ts';
import { migrate, MIGRATIONS, type Migration } from './migrate.ts';

const STEPS: readonly Migration[] = [
  {
    name: '0001-one',
    up: async (db) => {
      await sql`create table one (id integer primary key)`.execute(db);
    },
  },
  {
    name: '0002-two',
    up: async (db) => {
      await sql`create table two (id integer primary key)`.execute(db);
    },
  },
];

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
beforeEach(async () => {
  await sql`drop schema public cascade`.execute(database.db);
  await sql`create schema public`.execute(database.db);
});
afterAll(async () => {
  await database.close();
});

async function tables(): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition order by relname
  `.execute(database.db);
  return rows.map((row) => row.name);
}

test('takes each step once, from wherever the database is', async () => {
  expect(await migrate(database.db, STEPS, 1)).toBe(1);
  await sql`insert into one (id) values (7)`.execute(database.db);
  expect(await migrate(database.db, STEPS)).toBe(1);
  expect(await migrate(database.db, STEPS)).toBe(0);
  expect(await tables()).toEqual(['one', 'schema_migrations', 'two']);
  const { rows } = await sql`select id from one`.execute(database.db);
  expect(rows).toEqual([{ id: 7 }]);
});

test('of several servers that start at once, one takes the steps', async () => {
  const taken = await Promise.all([1, 2, 3].map(() => migrate(database.db, STEPS)));
  expect(taken.sort()).toEqual([0, 0, 2]);
});

test('a step that fails leaves nothing behind', async () => {
  const failing: Migration = {
    name: '0003-fails',
    up: async (db) => {
      await sql`create table three (id integer)`.execute(db);
      await sql`select 1 from nowhere`.execute(db);
    },
  };
  await migrate(database.db, STEPS, 1);
  await expect(migrate(database.db, [...STEPS, failing])).rejects.toThrow(/nowhere/u);
  expect(await tables()).toEqual(['one', 'schema_migrations']);
});

test('a database newer than the code is refused untouched', async () => {
  await migrate(database.db, STEPS);
  await expect(migrate(database.db, STEPS.slice(0, 1))).rejects.toMatchObject({
    code: 'server.not-ready',
    details: { databaseVersion: 2, knownVersion: 1 },
  });
});

test('the real steps give the tables that the code knows', async () => {
  expect(await migrate(database.db)).toBe(MIGRATIONS.length);
  expect(await tables()).toEqual([
    'attachments',
    'audit_events',
    'batch_bearers',
    'batches',
    'candidate_pairs',
    'decisions',
    'device_orders',
    'devices',
    'operators',
    'people',
    'programme',
    'provisioning_requests',
    'records',
    'recovery_answers',
    'recovery_requests',
    'schema_migrations',
    'tokens',
    'upload_parts',
    'uploads',
    'used_proofs',
  ]);
});
