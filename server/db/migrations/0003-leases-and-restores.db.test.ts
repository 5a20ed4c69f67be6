import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../test/test-database.ts';
import { generateSigningSeed, signMessage } from '../../../shared/crypto/index.ts';
import { migrate } from '../migrate.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(async () => {
  await database.close();
});

test('fills number, time and counter of older records from their items', async () => {
  const { db } = database;
  await migrate(db, undefined, 2);
  const { key } = await generateSigningSeed();
  await sql`insert into people (operator_id, name, role, area_ids, code_hash)
    values ('op', 'Test Person', 'enumerator', '{a}', 'hash')`.execute(db);
  await sql`insert into devices (device_id, device_code, signing_key, last_batch_hash)
    values ('device', 'K7QD', ${key.publicKey}, '')`.execute(db);
  for (const number of [1, 2, 3]) {
    const item = await signMessage(key, 'registrant-item', {
      registrationNumber: `K7QD-00000${String(number)}`,
      savedAt: `2026-11-0${String(number)}T08:00:00.000Z`,
      deviceCounter: number * 10,
    });
    await sql`insert into records
      (record_id, version, area_id, device_id, operator_id, item, item_hash, status, received_at)
      values (${randomUUID()}, 1, 'a', 'device', 'op', ${item}, 'hash', 'received', now())
    `.execute(db);
  }
  await migrate(db);
  const rows = await db
    .selectFrom('records')
    .select(['registration_number', 'saved_at', 'device_counter', 'restored_hashes'])
    .orderBy('cursor')
    .execute();
  expect(rows).toEqual(
    [1, 2, 3].map((number) => ({
      registration_number: `K7QD-00000${String(number)}`,
      saved_at: new Date(`2026-11-0${String(number)}T08:00:00.000Z`),
      device_counter: number * 10,
      restored_hashes: [],
    })),
  );
});
