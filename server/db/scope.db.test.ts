import { sql, type Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toBase64Url } from '../../shared/encoding/bytes.ts';
import { DeviceList, ROUTES } from '../../shared/sync/http-api.ts';
import {
  bootstrap,
  makeParty,
  provision,
  submit,
  type ActiveParty,
  type Administrator,
  type Party,
} from '../test/provision.ts';
import {
  makeAttachment,
  makeDecision,
  makeItem,
  startChain,
  testToken,
} from '../test/sealed-batches.ts';
import { startTestServer, type TestServer } from '../test/test-server.ts';
import type { Database } from './schema.ts';
import { scopedTo, WHOLE_PROGRAMME, type Scope } from './scope.ts';

const ENUMERATOR_TOKENS = ['shared', 'own'] as const;
const BYTES = new Uint8Array([1]);

/** A district with one of everything: what of each table is its own, by the column that tells. */
interface District {
  readonly scope: Scope;
  readonly enumerator: ActiveParty;
  readonly supervisor: ActiveParty;
  readonly waiting: Party;
  readonly recordId: string;
}

let server: TestServer;
let administrator: Administrator;
let nahr: District;
let jabal: District;

beforeAll(async () => {
  server = await startTestServer();
  administrator = await bootstrap(server);
  nahr = await makeDistrict('nahr', 'nahr-tarifa', ['nahr-ain-safa', 'nahr-deir-noor']);
  jabal = await makeDistrict('jabal', 'jabal-qasr', ['jabal-zaytoun', 'jabal-umm-hajar']);
});
afterAll(() => server.close());

async function makeDistrict(
  areaId: string,
  village: string,
  otherVillages: readonly string[],
): Promise<District> {
  const enumerator = await provision(server, administrator, 'enumerator', [areaId]);
  const supervisor = await provision(server, administrator, 'supervisor', [areaId]);
  const waiting = await makeParty(await server.addPerson('enumerator', [village]));
  expect((await submit(server, waiting)).status).toBe(200);
  const tokens = ENUMERATOR_TOKENS.map((name) => ({
    fieldId: 'nationalId',
    kind: 'exact' as const,
    token: testToken(name === 'own' ? areaId : name),
  }));
  const item = await makeItem(administrator, enumerator, { areaId: village, tokens });
  const { recordId } = item.entry;
  const photo = await makeAttachment(administrator, enumerator, recordId, { areaId: village });
  const { bytes } = await startChain(administrator, enumerator).next([item, photo]);
  expect((await enumerator.device.send('POST', ROUTES.batches, bytes)).status).toBe(200);
  const decision = await makeDecision(supervisor, item, 'approved');
  const posted = await supervisor.operator.send('POST', ROUTES.decisions, {
    decisions: [toBase64Url(decision)],
  });
  expect(posted.status).toBe(200);
  await server.deps.db.within(WHOLE_PROGRAMME, (db) => addLooseRows(db, enumerator, supervisor));
  return {
    scope: { kind: 'areas', areaIds: [areaId, village, ...otherVillages] },
    enumerator,
    supervisor,
    waiting,
    recordId,
  };
}

/** Rows whose content does not matter here. */
async function addLooseRows(
  db: Kysely<Database>,
  { deviceKey, person }: ActiveParty,
  { operatorKey }: ActiveParty,
): Promise<void> {
  const at = new Date();
  const deviceId = deviceKey.kid;
  const upload = { device_id: deviceId, batch_hash: 'hash' };
  await db
    .insertInto('uploads')
    .values({ ...upload, length: 1, received: 0, expires_at: at })
    .execute();
  await db
    .insertInto('upload_parts')
    .values({ ...upload, start: 0, bytes: BYTES })
    .execute();
  await db
    .insertInto('device_orders')
    .values({ device_id: deviceId, number: 1, kind: 'resume', bytes: BYTES, ordered_at: at })
    .execute();
  await db
    .insertInto('recovery_requests')
    .values({
      request_hash: deviceId,
      operator_id: person.operatorId,
      device_id: deviceId,
      bytes: BYTES,
      received_at: at,
      closed_at: null,
    })
    .execute();
  await db
    .insertInto('recovery_answers')
    .values({
      request_hash: deviceId,
      recovery_kid: 'kid',
      bytes: BYTES,
      administrator_kid: operatorKey.kid,
      received_at: at,
    })
    .execute();
}

/** Of every table with rows of a programme: the column by which this test knows whose a row is. */
const TELLING: Readonly<Record<string, string>> = {
  attachments: 'record_id',
  batch_bearers: 'bearer_id',
  batches: 'device_id',
  candidate_pairs: 'record_id',
  decisions: 'record_id',
  device_orders: 'device_id',
  devices: 'device_id',
  operators: 'operator_id',
  people: 'operator_id',
  provisioning_requests: 'operator_id',
  records: 'record_id',
  recovery_answers: 'request_hash',
  recovery_requests: 'request_hash',
  tokens: 'record_id',
  upload_parts: 'device_id',
  uploads: 'device_id',
};

async function seen(
  scope: Scope,
  table: string,
  database = server.deps.db,
): Promise<readonly string[]> {
  const column = TELLING[table] ?? '';
  return database.within(scope, async (db) => {
    const may = await sql<{
      may: boolean;
    }>`select has_table_privilege(${table}, 'select') as may`.execute(db);
    if (may.rows[0]?.may !== true) return [];
    const { rows } = await sql<{ key: string }>`
      select distinct ${sql.ref(column)}::text as key from ${sql.table(table)} order by key`.execute(
      db,
    );
    return rows.map((row) => row.key);
  });
}

async function seenEverywhere(scope: Scope, database = server.deps.db): Promise<object> {
  const entries: [string, readonly string[]][] = [];
  for (const table of Object.keys(TELLING))
    entries.push([table, await seen(scope, table, database)]);
  return Object.fromEntries(entries);
}

/** What a district's own scope covers; tokens and pieces of uploads are nobody's but the server's and the laptop's. */
function ownOf({ enumerator, supervisor, waiting, recordId }: District, pairs: readonly string[]) {
  const people = [enumerator, supervisor].map(({ person }) => person.operatorId);
  const deviceId = enumerator.deviceKey.kid;
  return {
    attachments: [recordId],
    batch_bearers: [],
    batches: [deviceId],
    candidate_pairs: pairs,
    decisions: [recordId],
    device_orders: [deviceId],
    devices: [deviceId, supervisor.deviceKey.kid].sort(),
    operators: [...people].sort(),
    people: [...people, waiting.person.operatorId].sort(),
    provisioning_requests: [...people, waiting.person.operatorId].sort(),
    records: [recordId],
    recovery_answers: [deviceId],
    recovery_requests: [deviceId],
    tokens: [],
    upload_parts: [],
    uploads: [],
  };
}

describe('row-level security', () => {
  test('stands on every table with rows of a programme, and this test knows each', async () => {
    const { rows } = await sql<{ name: string; secured: boolean }>`
      select relname as name, relrowsecurity as secured from pg_class
      join pg_attribute on attrelid = pg_class.oid and attname = 'programme_no'
      where relkind in ('r', 'p') and not relispartition order by relname`.execute(server.db);
    expect(rows).toEqual(Object.keys(TELLING).map((name) => ({ name, secured: true })));
  });

  test('lets an area’s scope see what is of the area, in each table, and nothing else', async () => {
    // The later record names the earlier one; either's reviewer sees that they look alike.
    const pairs = [jabal.recordId];
    expect(await seenEverywhere(nahr.scope)).toEqual(ownOf(nahr, pairs));
    expect(await seenEverywhere(jabal.scope)).toEqual(ownOf(jabal, pairs));
    const village: Scope = { kind: 'areas', areaIds: ['sahl-rawda'] };
    expect(new Set(Object.values(await seenEverywhere(village)).flat())).toEqual(new Set());
  });

  test('lets a laptop see its own', async () => {
    const { enumerator, recordId } = nahr;
    const deviceId = enumerator.deviceKey.kid;
    expect(await seenEverywhere({ kind: 'device', deviceId })).toEqual({
      attachments: [recordId],
      batch_bearers: [],
      batches: [deviceId],
      candidate_pairs: [],
      decisions: [recordId],
      device_orders: [deviceId],
      devices: [deviceId],
      operators: [enumerator.person.operatorId],
      people: [],
      provisioning_requests: [],
      records: [recordId],
      recovery_answers: [deviceId],
      recovery_requests: [deviceId],
      tokens: [],
      upload_parts: [deviceId],
      uploads: [deviceId],
    });
  });

  test('lets a person see their own records and the decisions on them', async () => {
    const { operatorId } = nahr.enumerator.person;
    const scope: Scope = { kind: 'operator', operatorId };
    expect(await seenEverywhere(scope)).toMatchObject({
      attachments: [nahr.recordId],
      records: [nahr.recordId],
      decisions: [nahr.recordId],
      operators: [operatorId],
      devices: [],
      batches: [],
    });
  });

  test('shows nothing of another programme, and nothing without a scope', async () => {
    const other = scopedTo(server.db, 2);
    for (const scope of [WHOLE_PROGRAMME, nahr.scope]) {
      expect(new Set(Object.values(await seenEverywhere(scope, other)).flat())).toEqual(new Set());
    }
    const counts = await server.db.connection().execute(async (db) => {
      const found: number[] = [];
      for (const role of ['programme', 'areas', 'device', 'operator']) {
        await sql`select set_config('role', ${`fieldseal_${role}`}, false)`.execute(db);
        const { rows: tables } = await sql<{ name: string }>`
          select relname as name from pg_class
          where relname = any (${Object.keys(TELLING)}) and has_table_privilege(oid, 'select')`.execute(
          db,
        );
        for (const { name } of tables) {
          found.push((await sql`select 1 from ${sql.table(name)}`.execute(db)).rows.length);
        }
      }
      await sql`reset role`.execute(db);
      return found;
    });
    expect(counts.length).toBeGreaterThan(20);
    expect(new Set(counts)).toEqual(new Set([0]));
  });

  test('changes and adds nothing outside the scope', async () => {
    await server.deps.db.within(nahr.scope, async (db) => {
      const { numUpdatedRows } = await db
        .updateTable('records')
        .set({ status: 'returned' })
        .where('record_id', '=', jabal.recordId)
        .executeTakeFirstOrThrow();
      expect(numUpdatedRows).toBe(0n);
      await expect(
        db
          .updateTable('records')
          .set({ area_id: 'jabal-qasr' })
          .where('record_id', '=', nahr.recordId)
          .execute(),
      ).rejects.toThrow(/row-level security/u);
      await expect(
        db
          .insertInto('decisions')
          .values({
            record_id: jabal.recordId,
            version: 1,
            bytes: BYTES,
            supervisor_kid: nahr.supervisor.operatorKey.kid,
            received_at: new Date(),
          })
          .execute(),
      ).rejects.toThrow(/row-level security/u);
    });
    await expect(
      scopedTo(server.db, 2).within(WHOLE_PROGRAMME, (db) =>
        sql`insert into tokens (programme_no, token, record_id, field_id, kind)
          values (1, '\\x00', gen_random_uuid(), 'f', 'exact')`.execute(db),
      ),
    ).rejects.toThrow(/row-level security/u);
  });

  test('is not to be got around by the application’s role', async () => {
    for (const statement of [
      'select * from records_0',
      'truncate records',
      'delete from records',
      'delete from attachments',
      'delete from decisions',
      'update batches set receipt = null',
      'alter table records disable row level security',
      'drop policy own_programme on records',
      'create table extra (id integer)',
    ]) {
      const attempt = server.deps.db.within(WHOLE_PROGRAMME, (db) =>
        sql.raw(statement).execute(db),
      );
      await expect(attempt, statement).rejects.toThrow(/permission denied|must be owner/u);
    }
  });

  test('leaves nothing of one scope for the next work on the connection', async () => {
    const counts = await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        const { scope, recordId } = index % 2 === 0 ? nahr : jabal;
        return [await seen(scope, 'records'), [recordId]];
      }),
    );
    for (const [found, expected] of counts) expect(found).toEqual(expected);
    const failing = server.deps.db.within(nahr.scope, (db) =>
      sql`select 1 from nowhere`.execute(db),
    );
    await expect(failing).rejects.toThrow(/nowhere/u);
    expect(await seen(jabal.scope, 'records')).toEqual([jabal.recordId]);
  });
});

describe('an administrator of some areas', () => {
  test('is shown and may change what is of those areas', async () => {
    const local = await provision(server, administrator, 'administrator', ['nahr']);
    const listed = DeviceList.parse((await local.operator.send('GET', ROUTES.devices)).json());
    expect(listed.devices.map(({ deviceId }) => deviceId).sort()).toEqual(
      [nahr.enumerator, nahr.supervisor, local].map(({ deviceKey }) => deviceKey.kid).sort(),
    );
    const { kid } = jabal.enumerator.deviceKey;
    const report = await local.operator.send('GET', ROUTES.lossReport.replace(':deviceId', kid));
    const revoked = await local.operator.send('PUT', ROUTES.revokeDevice.replace(':deviceId', kid));
    expect([report.code, revoked.code]).toEqual(['server.not-found', 'server.not-found']);
    expect((await jabal.enumerator.device.send('GET', ROUTES.leases)).status).toBe(200);
  });
});
