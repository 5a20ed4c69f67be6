import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROUTES } from '../../shared/sync/http-api.ts';
import { createServer } from '../app.ts';
import { bootstrap, provision } from '../test/provision.ts';
import { makeItem, startChain } from '../test/sealed-batches.ts';
import { createTestClient } from '../test/test-client.ts';
import { startTestServer, type TestServer } from '../test/test-server.ts';
import { openPostgres } from './open-database.ts';
import { openScoped } from './scope.ts';

const LOGIN = 'fieldseal_login_test';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

test('a login that owns nothing does all the server’s work (PGlite has no logins: there the role alone)', async () => {
  const administrator = await bootstrap(server);
  const party = await provision(server, administrator, 'enumerator', ['nahr']);
  const { bytes } = await startChain(administrator, party).next([
    await makeItem(administrator, party),
  ]);
  if (server.url === null) {
    expect((await party.device.send('POST', ROUTES.batches, bytes)).status).toBe(200);
    return;
  }
  await sql`create role ${sql.id(LOGIN)} login password 'test' in role fieldseal_app`.execute(
    server.db,
  );
  const url = new URL(server.url);
  url.username = LOGIN;
  url.password = 'test';
  const db = openPostgres(url.href);
  try {
    const app = await createServer({ ...server.deps, db: await openScoped(db) });
    const device = createTestClient(app, party.deviceKey);
    expect((await device.send('POST', ROUTES.batches, bytes)).status).toBe(200);
    const bare = await sql`select 1 from records`.execute(db);
    expect(bare.rows).toEqual([]);
    await expect(sql`drop table records`.execute(db)).rejects.toThrow(/must be owner/u);
    await app.close();
  } finally {
    await db.destroy();
    await sql`drop role ${sql.id(LOGIN)}`.execute(server.db);
  }
});
