import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { generateSigningSeed, randomId } from '../../shared/crypto/index.ts';
import { toBase64Url, type Bytes } from '../../shared/encoding/bytes.ts';
import { GrantResponse, PeopleWithoutLaptop, ROUTES } from '../../shared/sync/http-api.ts';
import { openVoucher } from '../../shared/sync/voucher.ts';
import { actionsOf, eventsOf } from '../test/audit-chain.ts';
import {
  bootstrap,
  makeGrant,
  makeParty,
  provision,
  submit,
  type Administrator,
  type Party,
} from '../test/provision.ts';
import { raceBehindLock } from '../test/race.ts';
import { call, createTestClient, type Answer, type TestClient } from '../test/test-client.ts';
import { startTestServer, type TestPerson, type TestServer } from '../test/test-server.ts';

let server: TestServer;
let administrator: Administrator;
let person: TestPerson;
beforeAll(async () => {
  server = await startTestServer();
  administrator = await bootstrap(server);
});
afterAll(() => server.close());
beforeEach(async () => {
  person = await server.addPerson('enumerator', ['nahr']);
});

/** What a laptop without a network asks for: under an id of its own, for no programme unless it has one. */
async function fileParty(programmeId = ''): Promise<Party> {
  return makeParty({ ...person, operatorId: randomId() }, undefined, programmeId);
}

async function putFile(
  party: Party,
  grant: Bytes,
  changes: { readonly listedAs?: string; readonly client?: TestClient } = {},
): Promise<Answer> {
  const path = ROUTES.approveFile.replace(':requestHash', party.requestHash);
  return (changes.client ?? administrator.operator).send('PUT', path, {
    request: toBase64Url(party.request),
    grant: toBase64Url(grant),
    listedAs: changes.listedAs ?? person.operatorId,
  });
}

async function listed(client = administrator.operator): Promise<readonly string[]> {
  const answer = await client.send('GET', ROUTES.peopleWithoutLaptop);
  return PeopleWithoutLaptop.parse(answer.json()).people.map(({ operatorId }) => operatorId);
}

async function stateOf({ requestHash }: Party) {
  const path = ROUTES.requestGrant.replace(':requestHash', requestHash);
  return call(server.app, 'GET', path);
}

describe('a request from a file', () => {
  test('lets its laptop in as the listed person, and the listing moves to the laptop’s id', async () => {
    const party = await fileParty();
    expect(await listed()).toContain(person.operatorId);
    const grant = await makeGrant(administrator.operatorKey, party);
    expect((await putFile(party, grant)).status).toBe(204);
    expect(await listed()).not.toContain(person.operatorId);
    const answer = GrantResponse.parse((await stateOf(party)).json());
    if (answer.state !== 'granted') throw new Error(answer.state);
    const voucher = { grant: answer.grant, request: toBase64Url(party.request) };
    const vouched = await openVoucher(voucher, administrator.operatorKey);
    expect(vouched.grant).toMatchObject({
      operatorId: party.person.operatorId,
      operatorName: person.name,
    });
    const device = createTestClient(server.app, party.deviceKey);
    expect((await device.send('GET', ROUTES.programmePack)).status).toBe(200);
    // Their code is worth nothing any more.
    expect((await submit(server, await makeParty(person))).code).toBe('provisioning.code-used');
  });

  test('sent twice changes nothing; another grant for it is refused', async () => {
    const party = await fileParty();
    const grant = await makeGrant(administrator.operatorKey, party);
    expect((await putFile(party, grant)).status).toBe(204);
    const again = async () => expect((await putFile(party, grant)).status).toBe(204);
    expect(await actionsOf(server, again)).toEqual([]);
    const other = await server.addPerson('enumerator', ['nahr']);
    const second = await makeGrant(administrator.operatorKey, party);
    const answer = await putFile(party, second, { listedAs: other.operatorId });
    expect(answer.code).toBe('server.input-invalid');
    expect(await listed()).toContain(other.operatorId);
  });

  test('is told in the audit chain by both ids of the person', async () => {
    const party = await fileParty();
    const grant = await makeGrant(administrator.operatorKey, party);
    await putFile(party, grant);
    const [requested, approved] = (await eventsOf(server)).slice(-2);
    expect(requested).toMatchObject({
      action: 'provisioning.requested',
      subject: party.requestHash,
      operatorId: person.operatorId,
      actor: { kind: 'operator', operatorId: administrator.person.operatorId },
    });
    expect(approved).toMatchObject({
      action: 'provisioning.approved',
      subject: party.requestHash,
      operatorId: party.person.operatorId,
    });
  });

  test('is refused for another programme, changed, or under another hash', async () => {
    const foreign = await fileParty('another-programme');
    const grantFor = (party: Party) => makeGrant(administrator.operatorKey, party);
    expect((await putFile(foreign, await grantFor(foreign))).code).toBe(
      'provisioning.other-programme',
    );
    const ours = await fileParty(administrator.pack.id);
    const flipped = Uint8Array.from(ours.request);
    flipped[60] = (flipped[60] ?? 0) ^ 1;
    const grant = await grantFor(ours);
    expect((await putFile({ ...ours, request: flipped }, grant)).code).toBe(
      'provisioning.request-tampered',
    );
    expect((await putFile({ ...ours, requestHash: 'a'.repeat(64) }, grant)).code).toBe(
      'provisioning.request-tampered',
    );
    expect((await putFile(ours, grant)).status).toBe(204);
  });

  test('is refused under an id that is somebody’s, so that nobody’s laptop is taken over', async () => {
    const active = await provision(server, administrator, 'enumerator', ['nahr']);
    const party = await makeParty({ ...person, operatorId: active.person.operatorId });
    const grant = await makeGrant(administrator.operatorKey, party);
    expect((await putFile(party, grant)).code).toBe('provisioning.request-tampered');
    expect(await listed()).toContain(person.operatorId);
  });

  test('gets what the list says, signed by the administrator, and no more', async () => {
    const party = await fileParty();
    const { key: stranger } = await generateSigningSeed();
    const bad = [
      await makeGrant(stranger, party),
      await makeGrant(administrator.operatorKey, party, { role: 'administrator' }),
      await makeGrant(administrator.operatorKey, party, { areaIds: ['highlands'] }),
      await makeGrant(administrator.operatorKey, party, { operatorName: 'Somebody else' }),
      await makeGrant(administrator.operatorKey, party, { programmeId: '' }),
    ];
    for (const grant of bad) {
      expect((await putFile(party, grant)).code).toBe('provisioning.grant-tampered');
    }
    // Nothing of it was kept.
    expect((await stateOf(party)).code).toBe('provisioning.request-unknown');
    expect(await listed()).toContain(person.operatorId);
  });

  test('is for nobody who has asked for a laptop, or is not listed', async () => {
    const active = await provision(server, administrator, 'enumerator', ['nahr']);
    const waiting = await makeParty(await server.addPerson('enumerator', ['nahr']));
    await submit(server, waiting);
    const ids = [active.person.operatorId, waiting.person.operatorId, 'nobody'];
    for (const listedAs of ids) {
      const party = await fileParty();
      const grant = await makeGrant(administrator.operatorKey, party);
      const answer = await putFile(party, grant, { listedAs });
      expect([answer.status, answer.code]).toEqual([409, 'provisioning.not-listed']);
      expect(await listed()).not.toContain(listedAs);
    }
  });

  test('wants the administrator; the list of people too', async () => {
    const enumerator = await provision(server, administrator, 'enumerator', ['nahr']);
    const party = await fileParty();
    const grant = await makeGrant(administrator.operatorKey, party);
    for (const client of [enumerator.operator, enumerator.device]) {
      expect((await putFile(party, grant, { client })).code).toBe('server.forbidden');
      expect((await client.send('GET', ROUTES.peopleWithoutLaptop)).code).toBe('server.forbidden');
    }
    const path = ROUTES.approveFile.replace(':requestHash', party.requestHash);
    expect((await call(server.app, 'PUT', path, { body: {} })).status).toBe(401);
  });

  test('and an administrator of one area lets nobody in elsewhere', async () => {
    const local = await provision(server, administrator, 'administrator', ['nahr']);
    const elsewhere = await server.addPerson('enumerator', ['jabal']);
    expect(await listed(local.operator)).toContain(person.operatorId);
    expect(await listed(local.operator)).not.toContain(elsewhere.operatorId);
    const party = await fileParty();
    const grant = await makeGrant(administrator.operatorKey, party);
    const changes = { listedAs: elsewhere.operatorId, client: local.operator };
    expect((await putFile(party, grant, changes)).code).toBe('provisioning.not-listed');
  });

  test('of a revoked laptop is refused', async () => {
    const lost = await provision(server, administrator, 'enumerator', ['nahr']);
    const path = ROUTES.revokeDevice.replace(':deviceId', lost.deviceKey.kid);
    await administrator.operator.send('PUT', path);
    const party = await makeParty({ ...person, operatorId: randomId() }, lost.deviceKey, '');
    const grant = await makeGrant(administrator.operatorKey, party);
    expect((await putFile(party, grant)).code).toBe('sync.device-revoked');
  });

  test('of two laptops for one person at the same time one wins', async () => {
    const parties = [await fileParty(), await fileParty()];
    const grants = await Promise.all(
      parties.map((party) => makeGrant(administrator.operatorKey, party)),
    );
    const answers = await raceBehindLock(
      server,
      (trx) =>
        trx
          .selectFrom('people')
          .select('name')
          .where('operator_id', '=', person.operatorId)
          .forUpdate()
          .execute(),
      parties.map((party, at) => () => putFile(party, grants[at] ?? new Uint8Array(0))),
    );
    expect(answers.map(({ code }) => code).sort()).toEqual(['', 'provisioning.not-listed']);
  });
});
