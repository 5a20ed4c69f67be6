import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { undated, type Assignment } from '../../shared/domain/assignment.ts';
import { fromBase64Url, toBase64Url, type Bytes } from '../../shared/encoding/bytes.ts';
import { generateSigningSeed, peekUnverified, signMessage } from '../../shared/crypto/index.ts';
import { OwnRenewals } from '../../shared/sync/lease-api.ts';
import { ROUTES } from '../../shared/sync/http-api.ts';
import { NewCode, PersonList } from '../../shared/sync/people-api.ts';
import { grantedRoles, ProvisioningGrant } from '../../shared/sync/provisioning.ts';
import {
  bootstrap,
  makeGrant,
  makeParty,
  provision,
  provisionPerson,
  putGrant,
  submit,
  type ActiveParty,
  type Administrator,
} from '../test/provision.ts';
import { raceBehindLock } from '../test/race.ts';
import { startTestServer, type TestServer } from '../test/test-server.ts';
import { lockForTransaction } from '../db/locks.ts';
import { WHOLE_PROGRAMME } from '../db/scope.ts';

let server: TestServer;
let administrator: Administrator;
beforeAll(async () => {
  server = await startTestServer();
  administrator = await bootstrap(server);
});
afterAll(async () => {
  await server.close();
});

const NARROW = [undated('enumerator', ['nahr'])];
const WIDE = [undated('enumerator', ['nahr', 'jabal'])];
let minutes = 0;

/** A later grant for a party that says this, signed by the administrator unless another key is given. */
async function grantFor(
  party: ActiveParty,
  assignments: readonly Assignment[],
  changes: Partial<ProvisioningGrant> = {},
  key = administrator.operatorKey,
): Promise<Bytes> {
  minutes += 1;
  return makeGrant(key, party, {
    ...grantedRoles(assignments),
    issuedAt: new Date(Date.now() + minutes * 60_000).toISOString(),
    ...changes,
  });
}

async function put(
  party: ActiveParty,
  assignments: readonly Assignment[],
  grants: readonly Bytes[],
  sender = administrator.operator,
) {
  const path = ROUTES.personAssignments.replace(':operatorId', party.person.operatorId);
  return sender.send('PUT', path, { assignments, grants: grants.map(toBase64Url) });
}

async function listed(operatorId: string) {
  const answer = await administrator.operator.send('GET', ROUTES.people);
  return PersonList.parse(answer.json()).people.find((person) => person.operatorId === operatorId);
}

async function grantsOf(party: ActiveParty): Promise<readonly string[]> {
  return OwnRenewals.parse((await party.device.send('GET', ROUTES.leases)).json()).grants ?? [];
}

describe('people', () => {
  test('are added with a code that sets up a laptop; a lost answer is asked for again', async () => {
    const person = { operatorId: 'op-new', name: 'New Person', assignments: NARROW };
    const first = NewCode.parse(
      (await administrator.operator.send('POST', ROUTES.people, person)).json(),
    );
    expect(await listed('op-new')).toEqual({ ...person, code: 'open' });
    const { code } = NewCode.parse(
      (await administrator.operator.send('POST', ROUTES.people, person)).json(),
    );
    expect(code).not.toBe(first.code);
    const party = await makeParty({ ...person, assignments: [NARROW[0]!], code: first.code });
    expect((await submit(server, party)).code).toBe('provisioning.code-invalid');
    const renewed = await makeParty({ ...person, assignments: [NARROW[0]!], code });
    expect((await submit(server, renewed)).status).toBe(200);
    expect((await listed('op-new'))?.code).toBe('requested');
    const again = await administrator.operator.send('POST', ROUTES.people, person);
    expect([again.status, again.code]).toEqual([409, 'people.changed-meanwhile']);
  });

  test('get another code for another laptop', async () => {
    const party = await provision(server, administrator, 'enumerator', ['nahr']);
    const { operatorId } = party.person;
    expect((await listed(operatorId))?.code).toBe('used');
    const path = ROUTES.personCode.replace(':operatorId', operatorId);
    const { code } = NewCode.parse((await administrator.operator.send('POST', path)).json());
    expect((await listed(operatorId))?.code).toBe('open');
    const second = await provisionPerson(server, administrator, { ...party.person, code });
    expect(second.deviceKey.kid).not.toBe(party.deviceKey.kid);
    const unknown = ROUTES.personCode.replace(':operatorId', 'nobody');
    expect((await administrator.operator.send('POST', unknown)).status).toBe(404);
  });

  test('are not added as what the programme does not know', async () => {
    for (const [role, area] of [
      ['custom-none', 'nahr'],
      ['enumerator', 'nowhere'],
    ] as const) {
      const person = { operatorId: 'op-odd', name: 'Odd', assignments: [undated(role, [area])] };
      const answer = await administrator.operator.send('POST', ROUTES.people, person);
      expect(answer.code).toBe('server.input-invalid');
    }
    expect(await listed('op-odd')).toBeUndefined();
  });

  test('are for administrators alone, each within their own areas', async () => {
    const enumerator = await provision(server, administrator, 'enumerator', ['nahr']);
    expect((await enumerator.operator.send('GET', ROUTES.people)).status).toBe(403);
    const local = await provision(server, administrator, 'administrator', ['jabal']);
    const people = PersonList.parse((await local.operator.send('GET', ROUTES.people)).json());
    expect(people.people.map(({ operatorId }) => operatorId)).not.toContain(
      enumerator.person.operatorId,
    );
    const outside = { operatorId: 'op-out', name: 'Out', assignments: NARROW };
    expect((await local.operator.send('POST', ROUTES.people, outside)).code).toBe(
      'server.forbidden',
    );
    const path = ROUTES.personCode.replace(':operatorId', enumerator.person.operatorId);
    expect((await local.operator.send('POST', path)).code).toBe('server.forbidden');
    const inside = { ...outside, assignments: [undated('enumerator', ['jabal'])] };
    expect((await local.operator.send('POST', ROUTES.people, inside)).status).toBe(200);
    const grants = [await grantFor(enumerator, WIDE)];
    expect((await put(enumerator, WIDE, grants, local.operator)).code).toBe('server.forbidden');
  });
});

describe('a change of assignments', () => {
  test('counts at once, and the laptop fetches the new grant', async () => {
    const party = await provision(server, administrator, 'enumerator', ['nahr']);
    expect(await grantsOf(party)).toEqual([]);
    const grant = await grantFor(party, WIDE);
    expect((await put(party, WIDE, [grant])).status).toBe(204);
    expect(await grantsOf(party)).toEqual([toBase64Url(grant)]);
    expect((await listed(party.person.operatorId))?.assignments).toEqual(WIDE);
    const ended = [{ ...undated('supervisor', ['nahr']), validUntil: '2026-01-01T00:00:00.000Z' }];
    await put(party, ended, [await grantFor(party, ended)]);
    const refused = await party.operator.send('GET', ROUTES.programmePack);
    expect(refused.code).toBe('server.forbidden');
    expect((await party.device.send('GET', ROUTES.programmePack)).status).toBe(200);
  });

  test('sent again changes nothing, and an older grant takes nothing back', async () => {
    const party = await provision(server, administrator, 'enumerator', ['nahr']);
    const wide = await grantFor(party, WIDE);
    const narrow = await grantFor(party, NARROW);
    await put(party, WIDE, [wide]);
    expect((await put(party, WIDE, [wide])).status).toBe(204);
    await put(party, NARROW, [narrow]);
    const old = await put(party, WIDE, [wide]);
    expect([old.status, old.code]).toEqual([409, 'people.changed-meanwhile']);
    expect(await grantsOf(party)).toEqual([toBase64Url(narrow)]);
    expect((await listed(party.person.operatorId))?.assignments).toEqual(NARROW);
  });

  test('needs a grant for every laptop of the person, and for no other', async () => {
    const party = await provision(server, administrator, 'enumerator', ['nahr']);
    const path = ROUTES.personCode.replace(':operatorId', party.person.operatorId);
    const { code } = NewCode.parse((await administrator.operator.send('POST', path)).json());
    const second = await provisionPerson(server, administrator, { ...party.person, code });
    const other = await provision(server, administrator, 'enumerator', ['nahr']);
    const grants = [await grantFor(party, WIDE), await grantFor(second, WIDE)];
    for (const some of [[grants[0]!], [...grants, await grantFor(other, WIDE)]]) {
      expect((await put(party, WIDE, some)).code).toBe('people.changed-meanwhile');
    }
    expect(await grantsOf(party)).toEqual([]);
    expect((await put(party, WIDE, grants)).status).toBe(204);
    expect(await grantsOf(second)).toEqual([toBase64Url(grants[1]!)]);
    expect(await grantsOf(other)).toEqual([]);
  });

  test('and the approval of another laptop at the same time: one of them is refused', async () => {
    const party = await provision(server, administrator, 'enumerator', ['nahr']);
    const path = ROUTES.personCode.replace(':operatorId', party.person.operatorId);
    const { code } = NewCode.parse((await administrator.operator.send('POST', path)).json());
    const second = await makeParty({ ...party.person, code });
    await submit(server, second);
    const approval = await makeGrant(administrator.operatorKey, second);
    const changed = await grantFor(party, WIDE);
    const answers = await raceBehindLock(server, (trx) => lockForTransaction(trx, 'grants'), [
      () => putGrant(administrator.operator, second, approval),
      () => put(party, WIDE, [changed]),
    ]);
    expect(answers.map(({ status }) => status).filter((status) => status === 204)).toHaveLength(1);
    const listings = await server.deps.db.within(WHOLE_PROGRAMME, (db) =>
      db
        .selectFrom('operators')
        .select('assignments')
        .where('operator_id', '=', party.person.operatorId)
        .execute(),
    );
    const now = (await listed(party.person.operatorId))?.assignments;
    expect(listings.map(({ assignments }) => assignments)).toEqual(listings.map(() => now));
  });

  test('is refused where a grant says something else, or is not the administrator’s', async () => {
    const party = await provision(server, administrator, 'enumerator', ['nahr']);
    const { key } = await generateSigningSeed();
    for (const grant of [
      await grantFor(party, NARROW),
      await grantFor(party, WIDE, { deviceCode: 'ZZZZ' }),
      await grantFor(party, WIDE, { operatorName: 'Somebody Else' }),
      await grantFor(party, WIDE, { deviceId: administrator.deviceKey.kid }),
      await grantFor(party, WIDE, {}, key),
    ]) {
      expect((await put(party, WIDE, [grant])).code).toBe('provisioning.grant-tampered');
    }
    expect(await grantsOf(party)).toEqual([]);
  });

  test('of oneself keeps what one administers', async () => {
    const enumerator = [undated('enumerator', ['nahr'])];
    const refused = await put(administrator, enumerator, [
      await grantFor(administrator, enumerator),
    ]);
    expect(refused.code).toBe('people.own-administrator');
    const more = [undated('administrator', ['highlands']), ...enumerator];
    expect((await put(administrator, more, [await grantFor(administrator, more)])).status).toBe(
      204,
    );
    expect((await administrator.operator.send('GET', ROUTES.people)).status).toBe(200);
  });

  test('of somebody who waits for approval is what the grant must say', async () => {
    const person = await server.addPerson('enumerator', ['nahr']);
    const party = await makeParty(person);
    await submit(server, party);
    const path = ROUTES.personAssignments.replace(':operatorId', person.operatorId);
    await administrator.operator.send('PUT', path, { assignments: WIDE, grants: [] });
    const hash = ROUTES.requestGrant.replace(':requestHash', party.requestHash);
    const approve = async (assignments: readonly Assignment[]) => {
      const grant = await makeGrant(administrator.operatorKey, party, grantedRoles(assignments));
      return administrator.operator.send('PUT', hash, { grant: toBase64Url(grant) });
    };
    expect((await approve(NARROW)).code).toBe('provisioning.grant-tampered');
    expect((await approve(WIDE)).status).toBe(204);
    const held = peekUnverified(fromBase64Url(await pollGrant(hash))).payload;
    expect(ProvisioningGrant.parse(held).areaIds).toEqual(['nahr', 'jabal']);
  });
});

async function pollGrant(path: string): Promise<string> {
  const answer = await administrator.operator.send('GET', path);
  return answer.json<{ grant: string }>().grant;
}

test('a pack that takes away a role which somebody holds is refused', async () => {
  const roles = [
    { id: 'custom-helper', name: { en: 'Helper' }, actions: ['programme.read'] },
    { id: 'custom-spare', name: { en: 'Spare' }, actions: ['programme.read'] },
  ];
  const publish = async (version: number, kept: typeof roles) => {
    const pack = { ...administrator.pack, version, roles: kept };
    const bytes = await signMessage(administrator.operatorKey, 'programme-pack', pack);
    return administrator.operator.send('PUT', ROUTES.publishPack, { pack: toBase64Url(bytes) });
  };
  expect((await publish(2, roles)).status).toBe(204);
  const helper = {
    operatorId: 'op-help',
    name: 'Help',
    assignments: [undated('custom-helper', ['nahr'])],
  };
  expect((await administrator.operator.send('POST', ROUTES.people, helper)).status).toBe(200);
  const refused = await publish(3, roles.slice(1));
  expect([refused.status, refused.code]).toEqual([409, 'roles.still-held']);
  expect((await publish(3, roles.slice(0, 1))).status).toBe(204);
  const path = ROUTES.personAssignments.replace(':operatorId', 'op-help');
  await administrator.operator.send('PUT', path, { assignments: NARROW, grants: [] });
  expect((await publish(4, [])).status).toBe(204);
});
