import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateAgreementSecret, randomBytes } from '../../shared/crypto/index.ts';
import { toBase64Url, type Bytes } from '../../shared/encoding/bytes.ts';
import { makeRecoveryKey, openRecoveryKey } from '../../shared/recovery/key-file.ts';
import { answerRequest } from '../../shared/recovery/recovery-answer.ts';
import { makeRecoveryBundle } from '../../shared/recovery/recovery-bundle.ts';
import {
  openRecoveryRequest,
  recoveryRequestHash,
  signRecoveryRequest,
} from '../../shared/recovery/recovery-request.ts';
import { ROUTES } from '../../shared/sync/http-api.ts';
import { signLeaseRenewal } from '../../shared/sync/lease-renewal.ts';
import { RECOVERY_ROUTES } from '../../shared/sync/recovery-api.ts';
import { issueCode } from '../provisioning/issue-code.ts';
import { actionsOf, eventsOf, problemsOf, type WrittenEvent } from '../test/audit-chain.ts';
import {
  bootstrap,
  makePack,
  makeParty,
  provision,
  submit,
  type ActiveParty,
  type Administrator,
} from '../test/provision.ts';
import { makeDecision, makeItem, startChain, type BatchChain } from '../test/sealed-batches.ts';
import { call } from '../test/test-client.ts';
import { startTestServer, type TestServer } from '../test/test-server.ts';
import { readChainEnd } from './append-events.ts';
import { recordStart } from './record-start.ts';

let server: TestServer;
let administrator: Administrator;
let enumerator: ActiveParty;
let supervisor: ActiveParty;
let chain: BatchChain;

beforeAll(async () => {
  server = await startTestServer();
  administrator = await bootstrap(server);
  enumerator = await provision(server, administrator, 'enumerator', ['nahr']);
  supervisor = await provision(server, administrator, 'supervisor', ['nahr']);
  chain = startChain(administrator, enumerator);
});
afterAll(async () => {
  expect(await problemsOf(server)).toEqual([]);
  await server.close();
});

/** The one event that `work` leaves. */
async function eventOf(work: () => Promise<unknown>): Promise<WrittenEvent | undefined> {
  const { head } = await readChainEnd(server.db);
  await work();
  const events = await eventsOf(server, head.sequence);
  expect(events).toHaveLength(1);
  return events[0];
}

async function deliver(count = 1) {
  const items = await Promise.all(
    Array.from({ length: count }, () => makeItem(administrator, enumerator)),
  );
  const batch = await chain.next(items);
  const answer = await enumerator.device.send('POST', ROUTES.batches, batch.bytes);
  return { items, answer, ...batch };
}

const deviceActor = () => ({ kind: 'device', deviceId: enumerator.deviceKey.kid });
const operatorActor = ({ person, deviceKey }: ActiveParty) => ({
  kind: 'operator',
  operatorId: person.operatorId,
  deviceId: deviceKey.kid,
});

describe('a batch', () => {
  test('is one event, with its verdicts and the request that brought it', async () => {
    let sent: Awaited<ReturnType<typeof deliver>> | undefined;
    const event = await eventOf(async () => {
      sent = await deliver(3);
    });
    expect(event).toMatchObject({
      action: 'batch.taken',
      actor: deviceActor(),
      subject: sent?.batchHash,
      batch: 1,
      count: 3,
      accepted: 3,
      held: 0,
      refused: 0,
      requestId: sent?.answer.headers['x-request-id'],
    });
  });

  test('sent again is none; refused it is one', async () => {
    const { bytes } = await deliver();
    const send = (body: Uint8Array) => enumerator.device.send('POST', ROUTES.batches, body);
    expect(await actionsOf(server, () => send(bytes))).toEqual([]);
    const event = await eventOf(() => send(bytes.slice(0, -1)));
    expect(event).toMatchObject({ action: 'batch.refused', code: 'sync.batch-truncated' });
    const skipping = await startChain(administrator, enumerator).next(
      [await makeItem(administrator, enumerator)],
      { sequence: 99 },
    );
    const gap = await eventOf(() => send(skipping.bytes));
    expect(gap).toMatchObject({ action: 'batch.refused', code: 'sync.batch-gap' });
    expect(gap?.subject).toBe(skipping.batchHash);
  });
});

describe('reading records', () => {
  const path = (after: number) => `${ROUTES.reviewRecords}?after=${String(after)}&limit=200`;

  test('is one event for a page: whose areas, how many, from which to which', async () => {
    await deliver(2);
    const event = await eventOf(() => supervisor.operator.send('GET', path(0)));
    expect(event).toMatchObject({
      action: 'records.read',
      purpose: 'review',
      actor: operatorActor(supervisor),
      areaIds: ['nahr'],
      from: 1,
    });
    const end = event?.to ?? 0;
    expect(event?.count).toBeLessThanOrEqual(end);
    expect(await actionsOf(server, () => supervisor.operator.send('GET', path(end)))).toEqual([]);
  });

  test('is not answered where the event cannot be written', async () => {
    const actions = await actionsOf(server, async () => {
      await server.db.schema.alterTable('audit_events').renameTo('audit_away').execute();
      const answer = await supervisor.operator.send('GET', path(0));
      await server.db.schema.alterTable('audit_away').renameTo('audit_events').execute();
      expect([answer.status, answer.code]).toEqual([500, 'server.internal']);
    });
    expect(actions).toEqual([]);
  });
});

test('decisions are an event for each verdict, once; handing them out is one', async () => {
  const { items } = await deliver(3);
  const decisions = await Promise.all(
    items.map((item, index) =>
      makeDecision(supervisor, item, index === 2 ? 'returned' : 'approved'),
    ),
  );
  const body = { decisions: decisions.map(toBase64Url) };
  const post = () => supervisor.operator.send('POST', ROUTES.decisions, body);
  const { head } = await readChainEnd(server.db);
  await post();
  const ids = items.map(({ entry }) => entry.recordId);
  expect(await eventsOf(server, head.sequence)).toMatchObject([
    { action: 'record.approved', recordIds: ids.slice(0, 2), actor: operatorActor(supervisor) },
    { action: 'record.returned', recordIds: ids.slice(2) },
  ]);
  expect(await actionsOf(server, post)).toEqual([]);
  const read = await eventOf(() => enumerator.device.send('GET', ROUTES.decisions));
  expect(read).toMatchObject({ action: 'decisions.read', purpose: 'delivery', count: 3 });
});

test('a laptop’s way from code to grant, and its end', async () => {
  const person = await server.addPerson('enumerator', ['nahr']);
  const claimed = await eventOf(() =>
    call(server.app, 'POST', ROUTES.claimCode, { body: { code: person.code } }),
  );
  expect(claimed).toMatchObject({
    action: 'code.claimed',
    subject: person.operatorId,
    actor: { kind: 'code', operatorId: person.operatorId },
  });
  const wrong = () => call(server.app, 'POST', ROUTES.claimCode, { body: { code: 'WRONG-CODE' } });
  expect(await actionsOf(server, wrong)).toEqual([]);
  const party = await makeParty(person);
  expect(await eventOf(() => submit(server, party))).toMatchObject({
    action: 'provisioning.requested',
    subject: party.requestHash,
  });
  const list = () => administrator.operator.send('GET', ROUTES.pendingRequests);
  expect(await eventOf(list)).toMatchObject({ action: 'requests.read', count: 1 });
  const reject = () =>
    administrator.operator.send(
      'PUT',
      ROUTES.rejectRequest.replace(':requestHash', party.requestHash),
    );
  expect(await eventOf(reject)).toMatchObject({
    action: 'provisioning.rejected',
    operatorId: person.operatorId,
    actor: operatorActor(administrator),
  });
  expect(await actionsOf(server, reject)).toEqual([]);
  expect(await actionsOf(server, () => issueCode(server.db, person.operatorId))).toEqual([
    'code.issued',
  ]);
  const lost = await provision(server, administrator, 'enumerator', ['nahr']);
  const path = (route: string) => route.replace(':deviceId', lost.deviceKey.kid);
  const revoke = () => administrator.operator.send('PUT', path(ROUTES.revokeDevice));
  expect(await eventOf(() => administrator.operator.send('GET', path(ROUTES.lossReport)))).toEqual(
    expect.objectContaining({ action: 'loss-report.read', subject: lost.deviceKey.kid }),
  );
  expect(await eventOf(revoke)).toMatchObject({
    action: 'device.revoked',
    subject: lost.deviceKey.kid,
  });
  expect(await actionsOf(server, revoke)).toEqual([]);
});

test('the first administrator publishes the programme and lets themselves in', async () => {
  const fresh = await startTestServer();
  try {
    await bootstrap(fresh);
    expect((await eventsOf(fresh)).map(({ action }) => action)).toEqual([
      'programme.seeded',
      'provisioning.requested',
      'programme.published',
      'provisioning.approved',
    ]);
    await recordStart(fresh.db, new Date());
    const started = (await eventsOf(fresh)).at(-1);
    expect(started).toMatchObject({ action: 'server.started', actor: { kind: 'server' } });
    expect(started?.release).toMatch(/^\d+\.\d+\.\d+/u);
  } finally {
    await fresh.close();
  }
});

test('a newer pack, renewed leases, and the lists of laptops and people', async () => {
  const { packBytes } = await makePack(server, administrator.operatorKey, {
    version: administrator.pack.version + 1,
  });
  const publish = () =>
    administrator.operator.send('PUT', ROUTES.publishPack, { pack: toBase64Url(packBytes) });
  const version = administrator.pack.version + 1;
  expect(await eventOf(publish)).toMatchObject({ action: 'programme.published', version });
  expect(await actionsOf(server, publish)).toEqual([]);
  const renewal = await signLeaseRenewal(administrator.operatorKey, {
    formatVersion: 1,
    programmeId: administrator.pack.id,
    operatorId: enumerator.person.operatorId,
    deviceId: enumerator.deviceKey.kid,
    requestHash: enumerator.requestHash,
    issuedAt: new Date().toISOString(),
    leaseUntil: new Date(Date.now() + 8_640_000_000).toISOString(),
  });
  const renew = () =>
    administrator.operator.send('PUT', ROUTES.leases, { renewals: [toBase64Url(renewal)] });
  expect(await eventOf(renew)).toMatchObject({
    action: 'lease.renewed',
    subject: enumerator.requestHash,
    operatorId: enumerator.person.operatorId,
  });
  expect(await actionsOf(server, renew)).toEqual([]);
  for (const [route, action] of [
    [ROUTES.devices, 'devices.read'],
    [ROUTES.operators, 'operators.read'],
  ] as const) {
    expect(await actionsOf(server, () => administrator.operator.send('GET', route))).toEqual([
      action,
    ]);
  }
});

test('a recovery: asked for, listed, answered, fetched, closed', async () => {
  const made = await makeRecoveryKey(administrator.pack.id, 1, 'Ruth');
  const holder = await openRecoveryKey(made.file, made.words.join(' '), administrator.pack.id);
  const request = await recoveryRequestOf(enumerator, made.ref);
  const path = (route: string) => route.replace(':requestHash', recoveryRequestHash(request));
  const { operator } = administrator;
  const answer = await answerRequest(
    await openRecoveryRequest(request),
    holder,
    administrator.operatorKey,
    new Date(),
  );
  const steps: readonly (readonly [string, () => Promise<unknown>])[] = [
    [
      'recovery.requested',
      () =>
        enumerator.device.send('POST', RECOVERY_ROUTES.requests, { request: toBase64Url(request) }),
    ],
    ['recovery-requests.read', () => operator.send('GET', RECOVERY_ROUTES.requests)],
    [
      'recovery.answered',
      () => operator.send('POST', path(RECOVERY_ROUTES.answers), { answer: toBase64Url(answer) }),
    ],
    ['recovery-answers.read', () => enumerator.device.send('GET', path(RECOVERY_ROUTES.answers))],
    ['recovery.closed', () => enumerator.device.send('PUT', path(RECOVERY_ROUTES.closure))],
  ];
  for (const [action, step] of steps) expect(await actionsOf(server, step)).toEqual([action]);
  const again = () => enumerator.device.send('PUT', path(RECOVERY_ROUTES.closure));
  expect(await actionsOf(server, again)).toEqual([]);
});

async function recoveryRequestOf(
  party: ActiveParty,
  ref: Awaited<ReturnType<typeof makeRecoveryKey>>['ref'],
): Promise<Bytes> {
  const binding = {
    use: 'vault',
    programmeId: administrator.pack.id,
    operatorId: party.person.operatorId,
    subjectId: crypto.randomUUID(),
  } as const;
  const keys = { epoch: 1, threshold: 1, keys: [ref] };
  const bundle = await makeRecoveryBundle(keys, binding, randomBytes(32));
  const { key } = await generateAgreementSecret();
  return signRecoveryRequest(party.deviceKey, key, bundle, new Date());
}

test('no name, code or registration number is in any event', async () => {
  const written = JSON.stringify(await eventsOf(server));
  const people = await server.db.selectFrom('people').select(['name', 'code_hash']).execute();
  expect(people.length).toBeGreaterThan(3);
  for (const { name, code_hash: code } of people) {
    expect(written).not.toContain(name);
    expect(written).not.toContain(code);
  }
  expect(written).not.toContain('AAAA-000001');
});
