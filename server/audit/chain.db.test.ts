import { sql, type Transaction } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { randomBytes } from '../../shared/crypto/index.ts';
import { ROUTES } from '../../shared/sync/http-api.ts';
import { eventsOf, problemsOf } from '../test/audit-chain.ts';
import { bootstrap, provision, type Administrator } from '../test/provision.ts';
import { raceBehindLock } from '../test/race.ts';
import { makeDecision, makeItem, startChain } from '../test/sealed-batches.ts';
import { toBase64Url } from '../../shared/encoding/bytes.ts';
import { lockForTransaction } from '../db/locks.ts';
import type { Database } from '../db/schema.ts';
import { startTestServer, type TestServer } from '../test/test-server.ts';
import { appendEvents, readChainEnd } from './append-events.ts';

const OCCASION = { at: new Date(), actor: { kind: 'server' } } as const;
const EVENT = { action: 'server.started', release: '1.0.0' } as const;

let server: TestServer;

async function append(count = 1): Promise<void> {
  await server.db.transaction().execute((trx) =>
    appendEvents(
      trx,
      OCCASION,
      Array.from({ length: count }, () => EVENT),
    ),
  );
}

/** A row at `sequence`, as if so many events were there. */
async function pretend(sequence: number): Promise<void> {
  await server.db
    .insertInto('audit_events')
    .values({
      sequence,
      previous_hash: randomBytes(32),
      hash: randomBytes(32),
      event: randomBytes(9),
    })
    .execute();
}

async function partitions(): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select inhrelid::regclass::text as name from pg_inherits
    where inhparent = 'audit_events'::regclass order by 1
  `.execute(server.db);
  return rows.map(({ name }) => name);
}

describe('the table', () => {
  beforeEach(async () => {
    server = await startTestServer();
  });
  afterEach(async () => {
    await server.close();
  });

  test('can only be added to, in any partition', async () => {
    await append(3);
    for (const table of ['audit_events', 'audit_events_0']) {
      for (const statement of [
        `update ${table} set event = ''`,
        `update ${table} set sequence = sequence + 10`,
        `delete from ${table} where sequence = 2`,
        `truncate ${table}`,
      ]) {
        await expect(sql.raw(statement).execute(server.db)).rejects.toThrow(
          /can only be added to/u,
        );
      }
    }
    expect(await problemsOf(server)).toEqual([]);
    expect(await eventsOf(server)).toHaveLength(4);
  });

  test('has room for what follows, made while it is appended to', async () => {
    expect(await partitions()).toEqual(['audit_events_0', 'audit_events_1']);
    await pretend(1_499_998);
    await append();
    expect(await partitions()).toHaveLength(2);
    await append(2);
    expect(await partitions()).toEqual(['audit_events_0', 'audit_events_1', 'audit_events_2']);
    await pretend(1_999_999);
    await append(2);
    expect((await readChainEnd(server.db)).head.sequence).toBe(2_000_001);
    expect(await partitions()).toHaveLength(4);
    await expect(sql.raw('truncate audit_events_2').execute(server.db)).rejects.toThrow(/added/u);
  });

  test('is appended to by roles that may do nothing else with it', async () => {
    await pretend(1_499_999);
    const scope = { kind: 'device', deviceId: 'device' } as const;
    const asRole = (work: (trx: Transaction<Database>) => Promise<unknown>) =>
      server.deps.db.within(scope, (db) => db.transaction().execute(work));
    await asRole((trx) => appendEvents(trx, OCCASION, [EVENT, EVENT]));
    expect(await partitions()).toContain('audit_events_2');
    for (const statement of [
      `update audit_events set event = ''`,
      'alter table audit_events disable trigger user',
      'drop table audit_events_2',
    ]) {
      await expect(asRole((trx) => sql.raw(statement).execute(trx))).rejects.toThrow(
        /permission denied|must be owner/u,
      );
    }
  });

  test('is not held up by readers when it gets a partition', async () => {
    if (server.engine === 'pglite') return;
    await pretend(499_999);
    await server.db.transaction().execute(async (reader) => {
      await reader.selectFrom('audit_events').select('sequence').execute();
      await append();
    });
    expect((await readChainEnd(server.db)).head.sequence).toBe(500_000);
  });
});

describe('the chain', () => {
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(async () => {
    await server.close();
  });

  test('keeps nothing of a transaction that is rolled back', async () => {
    const before = await readChainEnd(server.db);
    const failing = server.db.transaction().execute(async (trx) => {
      await appendEvents(trx, OCCASION, [EVENT]);
      throw new Error('too late');
    });
    await expect(failing).rejects.toThrow('too late');
    expect(await readChainEnd(server.db)).toEqual(before);
    await append();
    expect(await problemsOf(server)).toEqual([]);
  });

  test('takes events that come at the same moment one after the other', async () => {
    const { head } = await readChainEnd(server.db);
    await raceBehindLock(
      server,
      (trx) => lockForTransaction(trx, 'audit'),
      Array.from({ length: 5 }, () => () => append(2)),
    );
    expect((await readChainEnd(server.db)).head.sequence).toBe(head.sequence + 10);
    expect(await problemsOf(server)).toEqual([]);
  });
});

test('batches, decisions, reviews and revocations at once: all are answered, and the chain verifies', async () => {
  server = await startTestServer();
  try {
    const administrator = await bootstrap(server);
    const parties = await Promise.all([1, 2, 3, 4].map(() => makeSender(administrator)));
    const supervisor = await provision(server, administrator, 'supervisor', ['nahr']);
    const first = await Promise.all(parties.map((party) => party.deliver()));
    const decide = async (item: (typeof first)[number]) => {
      const decision = toBase64Url(await makeDecision(supervisor, item, 'approved'));
      return supervisor.operator.send('POST', ROUTES.decisions, { decisions: [decision] });
    };
    const lost = await Promise.all([1, 2, 3].map(() => makeSender(administrator)));
    const revoke = (party: (typeof lost)[number] | undefined) => {
      const deviceId = party?.deviceId ?? '';
      return administrator.operator.send('PUT', ROUTES.revokeDevice.replace(':deviceId', deviceId));
    };
    const before = (await eventsOf(server)).length;
    for (let round = 0; round < 3; round++) {
      const answers = await Promise.all([
        ...parties.map(async (party) => decide(await party.deliver())),
        ...(round === 0 ? first.map(decide) : []),
        supervisor.operator.send('GET', ROUTES.reviewRecords),
        administrator.operator.send('GET', ROUTES.devices),
        revoke(lost[round]),
      ]);
      for (const { status } of answers) expect([200, 204]).toContain(status);
    }
    const events = (await eventsOf(server)).slice(before).map(({ action }) => action);
    const count = (action: string) => events.filter((found) => found === action).length;
    expect([count('batch.taken'), count('record.approved')]).toEqual([12, 16]);
    expect([count('records.read'), count('devices.read')]).toEqual([3, 3]);
    expect(count('device.revoked')).toBe(3);
    expect(await problemsOf(server)).toEqual([]);
  } finally {
    await server.close();
  }
});

/** An enumerator whose batches of one record are taken, whatever else goes on. */
async function makeSender(administrator: Administrator) {
  const party = await provision(server, administrator, 'enumerator', ['nahr']);
  const chain = startChain(administrator, party);
  return {
    deviceId: party.deviceKey.kid,
    async deliver() {
      const item = await makeItem(administrator, party);
      const { bytes } = await chain.next([item]);
      const answer = await party.device.send('POST', ROUTES.batches, bytes);
      expect(answer.status).toBe(200);
      return item;
    },
  };
}
