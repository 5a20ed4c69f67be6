import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../test/test-database.ts';
import { testToken } from '../../test/sealed-batches.ts';
import { fromBase64Url } from '../../../shared/encoding/bytes.ts';
import { migrate } from '../migrate.ts';
import { openScoped, WHOLE_PROGRAMME } from '../scope.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

test('records, tokens and decisions of before stand in the new tables, and new ones follow', async () => {
  const { db } = database;
  await migrate(db, undefined, 4);
  const [first, second] = [randomUUID(), randomUUID()];
  await sql`insert into programme (id, draft) values ('p', '{}')`.execute(db);
  await sql`insert into people (operator_id, name, role, area_ids, code_hash)
    values ('op', 'Test Person', 'enumerator', '{a}', 'hash')`.execute(db);
  await sql`insert into devices (device_id, device_code, signing_key, last_batch_hash)
    values ('device', 'K7QD', '\\x00', '')`.execute(db);
  await sql`insert into operators
    (signing_kid, operator_id, name, role, area_ids, device_id, signing_key, grant_bytes, request_bytes, granted_at)
    values ('kid', 'op', 'Test Person', 'enumerator', '{a}', 'device', '\\x00', '\\x00', '\\x00', now())`.execute(
    db,
  );
  for (const id of [first, second]) {
    await sql`insert into records (record_id, version, area_id, device_id, operator_id, item, item_hash, status,
        received_at, registration_number, saved_at)
      values (${id}, 1, 'a', 'device', 'op', '\\x0102', 'hash', 'approved', now(), ${`K7QD-${id}`}, now())`.execute(
      db,
    );
    await sql`insert into tokens (record_id, field_id, kind, token)
      values (${id}, 'nationalId', 'exact', ${testToken('same')})`.execute(db);
  }
  await sql`insert into decisions (record_id, version, bytes, supervisor_kid, received_at)
    values (${first}, 1, '\\x00', 'kid', now())`.execute(db);

  await migrate(db);

  const scoped = await openScoped(db);
  await scoped.within(WHOLE_PROGRAMME, async (all) => {
    const records = await all
      .selectFrom('records')
      .select(['cursor', 'record_id', 'registration_number', 'status'])
      .orderBy('cursor')
      .execute();
    expect(records).toEqual(
      [first, second].map((id, index) => ({
        cursor: index + 1,
        record_id: id,
        registration_number: `K7QD-${id}`,
        status: 'approved',
      })),
    );
    const tokens = await all.selectFrom('tokens').select('token').execute();
    const expected = Buffer.from(fromBase64Url(testToken('same')));
    expect(tokens.map(({ token }) => Buffer.from(token).equals(expected))).toEqual([true, true]);
    expect(await all.selectFrom('decisions').select('record_id').execute()).toEqual([
      { record_id: first },
    ]);
    expect(await all.selectFrom('candidate_pairs').select(['field_id', 'kind']).execute()).toEqual([
      { field_id: 'nationalId', kind: 'exact' },
    ]);
    const added = await all
      .insertInto('records')
      .values({
        record_id: randomUUID(),
        version: 1,
        area_id: 'a',
        device_id: 'device',
        operator_id: 'op',
        item: new Uint8Array([1]),
        item_hash: 'hash',
        status: 'received',
        received_at: new Date(),
        restored_hashes: [],
        registration_number: 'K7QD-000003',
        saved_at: new Date(),
        device_counter: 1,
      })
      .returning('cursor')
      .executeTakeFirstOrThrow();
    expect(added.cursor).toBe(3);
  });
});
