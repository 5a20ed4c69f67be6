import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateSigningSeed, signMessage } from '../../shared/crypto/index.ts';
import { undated } from '../../shared/domain/assignment.ts';
import { toBase64Url } from '../../shared/encoding/bytes.ts';
import {
  ClaimResponse,
  GrantResponse,
  PackBody,
  PendingRequests,
  ROUTES,
} from '../../shared/sync/http-api.ts';
import { openProgrammePack } from '../../shared/sync/programme-pack.ts';
import { grantedRoles } from '../../shared/sync/provisioning.ts';
import { openVoucher } from '../../shared/sync/voucher.ts';
import {
  bootstrap,
  makeGrant,
  makePack,
  makeParty,
  provision,
  putGrant,
  submit,
  type Administrator,
} from '../test/provision.ts';
import { issueCode } from './issue-code.ts';
import { raceBehindLock } from '../test/race.ts';
import { call } from '../test/test-client.ts';
import { startTestServer, type TestServer } from '../test/test-server.ts';

let server: TestServer;
let administrator: Administrator;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  await server.close();
});

async function claim(code: string) {
  return call(server.app, 'POST', ROUTES.claimCode, { body: { code } });
}

describe('the first administrator', () => {
  test('gets the draft; others do not', async () => {
    const person = await server.addPerson('administrator', ['highlands']);
    const claimed = ClaimResponse.parse((await claim(person.code)).json());
    expect(claimed.draft?.areas).toHaveLength(12);
    expect(claimed.serverSigningKey.kid).toBe(server.serverKey.kid);
    const other = await server.addPerson('enumerator', ['nahr']);
    const claimedByOther = ClaimResponse.parse((await claim(other.code)).json());
    expect(claimedByOther.draft).toBeNull();
    expect(claimedByOther.policy).toEqual(claimed.draft?.policy);
  });

  test('is refused when pack or grant are not what they must be, and nothing is published', async () => {
    const party = await makeParty(await server.addPerson('administrator', ['highlands']));
    const { key: foreign } = await generateSigningSeed();
    const good = await makePack(server, party.operatorKey);
    const grant = await makeGrant(party.operatorKey, party);
    const cases = [
      { pack: (await makePack(server, foreign)).packBytes, grant },
      {
        pack: (await makePack(server, party.operatorKey, { id: 'another-programme' })).packBytes,
        grant,
      },
      {
        pack: (
          await makePack(server, party.operatorKey, {
            policy: { ...good.pack.policy, passphraseMinLength: 8 },
          })
        ).packBytes,
        grant,
      },
      {
        pack: (
          await makePack(server, party.operatorKey, {
            serverSigningKey: { kid: foreign.kid, key: toBase64Url(foreign.publicKey) },
          })
        ).packBytes,
        grant,
      },
      { pack: good.packBytes, grant: await makeGrant(foreign, party) },
      {
        pack: good.packBytes,
        grant: await makeGrant(party.operatorKey, party, { requestHash: '0'.repeat(64) }),
      },
    ];
    const codes: string[] = [];
    for (const bad of cases) codes.push((await submit(server, party, bad)).code);
    expect(codes).toEqual([
      ...Array<string>(4).fill('provisioning.pack-tampered'),
      ...Array<string>(2).fill('provisioning.grant-tampered'),
    ]);
    expect((await submit(server, party)).code).toBe('server.forbidden');
    const info = await call(server.app, 'GET', ROUTES.serverInfo);
    expect(info.json()).toMatchObject({ published: false });
    expect((await claim(party.person.code)).status).toBe(200);
  });

  test('publishes the programme and is active at once', async () => {
    administrator = await bootstrap(server);
    const info = await call(server.app, 'GET', ROUTES.serverInfo);
    expect(info.json()).toMatchObject({ published: true });
    const answer = await administrator.operator.send('GET', ROUTES.programmePack);
    const { pack } = PackBody.parse(answer.json());
    expect(pack).toBe(toBase64Url(administrator.packBytes));
  });

  test('is the only one: a second bootstrap is refused', async () => {
    const party = await makeParty(await server.addPerson('administrator', ['highlands']));
    const { packBytes } = await makePack(server, party.operatorKey);
    const grant = await makeGrant(party.operatorKey, party);
    expect((await submit(server, party, { grant, pack: packBytes })).code).toBe('server.forbidden');
  });
});

describe('a one-time code', () => {
  test('is found however it is typed, and unknown ones are refused', async () => {
    const { code, operatorId } = await server.addPerson('enumerator', ['nahr']);
    const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o');
    expect((await claim(typed)).json()).toMatchObject({ operatorId });
    const refused = await claim('AAAA-BBBB-CCCC');
    expect([refused.status, refused.code]).toEqual([404, 'provisioning.code-invalid']);
  });

  test('counts once, for one request; that request may be sent again', async () => {
    const person = await server.addPerson('enumerator', ['nahr']);
    const party = await makeParty(person);
    const first = await submit(server, party);
    const again = await submit(server, party);
    expect([first.json(), again.json()]).toEqual([
      { requestHash: party.requestHash },
      { requestHash: party.requestHash },
    ]);
    expect((await submit(server, await makeParty(person))).code).toBe('provisioning.code-used');
    expect((await claim(person.code)).code).toBe('provisioning.code-used');
  });

  test('of two requests at the same time one wins', async () => {
    const person = await server.addPerson('enumerator', ['nahr']);
    const parties = await Promise.all([makeParty(person), makeParty(person)]);
    const answers = await raceBehindLock(
      server,
      (trx) =>
        trx
          .selectFrom('people')
          .select('name')
          .where('operator_id', '=', person.operatorId)
          .forUpdate()
          .execute(),
      parties.map((party) => () => submit(server, party)),
    );
    expect(answers.map((answer) => answer.code).sort()).toEqual(['', 'provisioning.code-used']);
  });

  test('does not admit a request for somebody else, or a changed one', async () => {
    const person = await server.addPerson('enumerator', ['nahr']);
    const other = await server.addPerson('enumerator', ['nahr']);
    const foreign = { ...(await makeParty(other)), person };
    expect((await submit(server, foreign)).code).toBe('provisioning.request-tampered');
    const party = await makeParty(person);
    const flipped = Uint8Array.from(party.request);
    flipped[60] = (flipped[60] ?? 0) ^ 1;
    expect((await submit(server, { ...party, request: flipped })).code).toBe(
      'provisioning.request-tampered',
    );
    expect((await claim(person.code)).status).toBe(200);
  });

  test('cannot be guessed at speed', async () => {
    const limited = await startTestServer({ limits: { codes: 3, polls: 3, calls: 100 } });
    try {
      const codes: string[] = [];
      for (let i = 0; i < 4; i++) {
        const body = { code: `AAAA-AAAA-AAA${String(i)}` };
        codes.push((await call(limited.app, 'POST', ROUTES.claimCode, { body })).code);
      }
      expect(codes).toEqual([
        ...Array<string>(3).fill('provisioning.code-invalid'),
        'server.too-many-requests',
      ]);
    } finally {
      await limited.close();
    }
  });
});

describe('approval', () => {
  test('turns a waiting request into an active operator with a voucher', async () => {
    const party = await makeParty(await server.addPerson('enumerator', ['nahr']));
    await submit(server, party);
    const path = ROUTES.requestGrant.replace(':requestHash', party.requestHash);
    expect((await call(server.app, 'GET', path)).json()).toEqual({ state: 'pending' });
    const pending = PendingRequests.parse(
      (await administrator.operator.send('GET', ROUTES.pendingRequests)).json(),
    );
    const listed = pending.requests.find((request) => request.requestHash === party.requestHash);
    expect(listed).toMatchObject({
      request: toBase64Url(party.request),
      role: 'enumerator',
      areaIds: ['nahr'],
    });
    const grant = await makeGrant(administrator.operatorKey, party);
    expect((await putGrant(administrator.operator, party, grant)).status).toBe(204);
    expect((await putGrant(administrator.operator, party, grant)).status).toBe(204);
    const answer = GrantResponse.parse((await call(server.app, 'GET', path)).json());
    if (answer.state !== 'granted') throw new Error(answer.state);
    const voucher = { grant: answer.grant, request: toBase64Url(party.request) };
    const vouched = await openVoucher(voucher, administrator.operatorKey);
    expect(vouched.grant.operatorId).toBe(party.person.operatorId);
    const pack = await openProgrammePack(
      Uint8Array.from(Buffer.from(answer.pack, 'base64url')),
      administrator.operatorKey,
    );
    expect(pack.version).toBe(1);
  });

  test('lists every assignment, and takes a grant of these, with their dates, alone', async () => {
    const listed = [
      { ...undated('supervisor', ['nahr']), validUntil: '2027-01-01T00:00:00.000Z' },
      undated('enumerator', ['jabal']),
    ] as const;
    const [supervisor, enumerator] = listed;
    const party = await makeParty(await server.addAssigned(...listed));
    const claim = await call(server.app, 'POST', ROUTES.claimCode, {
      body: { code: party.person.code },
    });
    expect(ClaimResponse.parse(claim.json()).assignments).toEqual(listed);
    await submit(server, party);
    const pending = PendingRequests.parse(
      (await administrator.operator.send('GET', ROUTES.pendingRequests)).json(),
    );
    expect(
      pending.requests.find(({ requestHash }) => requestHash === party.requestHash),
    ).toMatchObject({ role: 'supervisor', areaIds: ['nahr'], assignments: listed });
    const others = [
      [supervisor],
      [enumerator, supervisor],
      [undated('supervisor', ['nahr']), enumerator],
      [supervisor, { ...enumerator, areaIds: null }],
      [supervisor, enumerator, undated('administrator', ['highlands'])],
    ];
    for (const other of others) {
      const grant = await makeGrant(administrator.operatorKey, party, grantedRoles(other));
      expect((await putGrant(administrator.operator, party, grant)).code).toBe(
        'provisioning.grant-tampered',
      );
    }
    const grant = await makeGrant(administrator.operatorKey, party);
    expect((await putGrant(administrator.operator, party, grant)).status).toBe(204);
  });

  test('takes only the administrator’s signature, for this request, as the person is listed', async () => {
    const party = await makeParty(await server.addPerson('enumerator', ['nahr']));
    await submit(server, party);
    const { key: foreign } = await generateSigningSeed();
    const bad = [
      await makeGrant(foreign, party),
      await makeGrant(administrator.operatorKey, party, { role: 'administrator' }),
      await makeGrant(administrator.operatorKey, party, { areaIds: ['highlands'] }),
      await makeGrant(administrator.operatorKey, party, { requestHash: '1'.repeat(64) }),
      await makeGrant(administrator.operatorKey, party, { deviceId: foreign.kid }),
      await signMessage(administrator.operatorKey, 'programme-pack', {}),
    ];
    const codes: string[] = [];
    for (const grant of bad) {
      codes.push((await putGrant(administrator.operator, party, grant)).code);
    }
    expect(codes).toEqual(bad.map(() => 'provisioning.grant-tampered'));
    const good = await makeGrant(administrator.operatorKey, party);
    const enumerator = await provision(server, administrator, 'enumerator', ['nahr']);
    expect((await putGrant(enumerator.operator, party, good)).code).toBe('server.forbidden');
    const path = ROUTES.requestGrant.replace(':requestHash', party.requestHash);
    expect((await call(server.app, 'GET', path)).json()).toEqual({ state: 'pending' });
  });

  test('refuses a device code that another laptop has', async () => {
    const first = await provision(server, administrator, 'enumerator', ['nahr']);
    const devices = await administrator.operator.send('GET', ROUTES.devices);
    const { devices: listed } = devices.json<{
      devices: { deviceId: string; deviceCode: string }[];
    }>();
    const taken = listed.find((device) => device.deviceId === first.deviceKey.kid)?.deviceCode;
    const party = await makeParty(await server.addPerson('enumerator', ['nahr']));
    await submit(server, party);
    const grant = await makeGrant(administrator.operatorKey, party, { deviceCode: taken ?? '' });
    expect((await putGrant(administrator.operator, party, grant)).code).toBe(
      'server.input-invalid',
    );
  });

  test('lets two operators share a laptop', async () => {
    const first = await provision(server, administrator, 'enumerator', ['nahr']);
    await provision(server, administrator, 'enumerator', ['nahr'], first.deviceKey);
    const answer = await administrator.operator.send('GET', ROUTES.devices);
    const { devices } = answer.json<{ devices: { deviceId: string; operators: unknown[] }[] }>();
    const shared = devices.find((device) => device.deviceId === first.deviceKey.kid);
    expect(shared?.operators).toHaveLength(2);
  });

  test('or rejection, which is final', async () => {
    const party = await makeParty(await server.addPerson('enumerator', ['nahr']));
    await submit(server, party);
    const path = ROUTES.rejectRequest.replace(':requestHash', party.requestHash);
    expect((await administrator.operator.send('PUT', path)).status).toBe(204);
    expect((await administrator.operator.send('PUT', path)).status).toBe(204);
    const grantPath = ROUTES.requestGrant.replace(':requestHash', party.requestHash);
    expect((await call(server.app, 'GET', grantPath)).json()).toEqual({ state: 'rejected' });
    const grant = await makeGrant(administrator.operatorKey, party);
    expect((await putGrant(administrator.operator, party, grant)).code).toBe(
      'provisioning.rejected',
    );
  });

  test('or rejection, after which a new code lets the person try again', async () => {
    const person = await server.addPerson('enumerator', ['nahr']);
    const party = await makeParty(person);
    await submit(server, party);
    const path = ROUTES.rejectRequest.replace(':requestHash', party.requestHash);
    expect((await administrator.operator.send('PUT', path)).status).toBe(204);
    expect((await claim(person.code)).code).toBe('provisioning.code-used');
    const code = await issueCode(server.db, person.operatorId);
    expect((await claim(person.code)).code).toBe('provisioning.code-invalid');
    const again = await makeParty({ ...person, code });
    expect((await submit(server, again)).status).toBe(200);
    const grant = await makeGrant(administrator.operatorKey, again);
    expect((await putGrant(administrator.operator, again, grant)).status).toBe(204);
    await expect(issueCode(server.db, 'nobody')).rejects.toMatchObject({
      code: 'server.not-found',
    });
  });

  test('of an unknown request is refused', async () => {
    const path = ROUTES.requestGrant.replace(':requestHash', 'f'.repeat(64));
    expect((await call(server.app, 'GET', path)).code).toBe('provisioning.request-unknown');
  });
});

describe('a new pack', () => {
  test('needs the administrator’s signature and a higher version', async () => {
    const { key: foreign } = await generateSigningSeed();
    const newer = { ...administrator.pack, version: 2 };
    const attempts = [
      await signMessage(foreign, 'programme-pack', newer),
      await signMessage(administrator.operatorKey, 'programme-pack', {
        ...administrator.pack,
        name: { en: 'Other' },
      }),
      administrator.packBytes,
      await signMessage(administrator.operatorKey, 'programme-pack', newer),
    ];
    const answers: string[] = [];
    for (const pack of attempts) {
      const answer = await administrator.operator.send('PUT', ROUTES.publishPack, {
        pack: toBase64Url(pack),
      });
      answers.push(answer.code);
    }
    expect(answers).toEqual(['provisioning.pack-tampered', 'server.input-invalid', '', '']);
    const answer = await administrator.device.send('GET', ROUTES.programmePack);
    expect(answer.json<{ pack: string }>().pack).toBe(toBase64Url(attempts[3] ?? new Uint8Array()));
  });
});
