import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ACTION_SCOPES,
  GIVEABLE_ACTIONS,
  PERMISSIONS,
  type Action,
} from '../../shared/access/permissions.ts';
import { signMessage } from '../../shared/crypto/index.ts';
import { undated, type Assignment } from '../../shared/domain/assignment.ts';
import { Role } from '../../shared/domain/role.ts';
import { toBase64Url } from '../../shared/encoding/bytes.ts';
import { DeviceList, Problem, ROUTES } from '../../shared/sync/http-api.ts';
import { RECOVERY_ROUTES } from '../../shared/sync/recovery-api.ts';
import {
  bootstrap,
  makeParty,
  provision,
  provisionPerson,
  submit,
  type ActiveParty,
  type Administrator,
} from '../test/provision.ts';
import { WHOLE_PROGRAMME } from '../db/scope.ts';
import { makeItem, startChain } from '../test/sealed-batches.ts';
import { startTestServer, type TestServer } from '../test/test-server.ts';
import type { Answer, Method } from '../test/test-client.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Added to the server's clock. */
let shiftMs = 0;
let server: TestServer;
let administrator: Administrator;
let enumerator: ActiveParty;
/** What belongs to the district `nahr`, and must show nowhere else. */
let ids: readonly string[];

beforeAll(async () => {
  server = await startTestServer({ now: () => new Date(Date.now() + shiftMs) });
  administrator = await bootstrap(server);
  enumerator = await provision(server, administrator, 'enumerator', ['nahr']);
  const item = await makeItem(administrator, enumerator, { areaId: 'nahr-tarifa' });
  const { bytes } = await startChain(administrator, enumerator).next([item]);
  expect((await enumerator.device.send('POST', ROUTES.batches, bytes)).status).toBe(200);
  const waiting = await makeParty(await server.addPerson('enumerator', ['nahr-tarifa']));
  expect((await submit(server, waiting)).status).toBe(200);
  ids = [
    enumerator.person.operatorId,
    enumerator.deviceKey.kid,
    item.itemHash,
    waiting.requestHash,
    await seekRecovery(enumerator),
    // Grants travel as bytes: there the laptop is known by its code.
    JSON.stringify(await deviceCodeOf(enumerator)),
  ];
});
afterAll(() => server.close());

const at = (ms: number): string => new Date(Date.now() + ms).toISOString();

async function provisioned(
  ...assignments: readonly [Assignment, ...Assignment[]]
): Promise<ActiveParty> {
  return provisionPerson(server, administrator, await server.addAssigned(...assignments));
}

/** A request that waits for its holders; its content does not matter here. */
async function seekRecovery({ person, deviceKey }: ActiveParty): Promise<string> {
  const values = {
    request_hash: 'f'.repeat(64),
    operator_id: person.operatorId,
    device_id: deviceKey.kid,
    bytes: new Uint8Array([1]),
    received_at: new Date(),
    closed_at: null,
  };
  await server.deps.db.within(WHOLE_PROGRAMME, (db) =>
    db.insertInto('recovery_requests').values(values).execute(),
  );
  return values.request_hash;
}

async function deviceCodeOf({ deviceKey }: ActiveParty): Promise<string> {
  const list = DeviceList.parse((await administrator.operator.send('GET', ROUTES.devices)).json());
  return list.devices.find(({ deviceId }) => deviceId === deviceKey.kid)?.deviceCode ?? '';
}

const pathOf = (url: string): string =>
  url.replace(/:requestHash|:batchHash|:hash/u, '0'.repeat(64)).replace(':deviceId', 'nobody');

/** Asks every route that names a permission, with nothing in the body. */
async function walk(
  { operator }: ActiveParty,
  visit: (actions: readonly Action[], answer: Answer, what: string) => void,
): Promise<void> {
  for (const { method, url, access, otherAccess } of server.app.routeAccess) {
    if (access === 'public') continue;
    const answer = await operator.send(method as Method, pathOf(url));
    visit([access, otherAccess ?? access], answer, `${method} ${url}`);
  }
}

/** The rule that a refusal tells; the answer to HEAD has no body. */
function ruleOf(answer: Answer): unknown {
  if (answer.status !== 403 || answer.bytes.length === 0) return answer.status;
  return Problem.parse(answer.json()).details['rule'];
}

describe.each([...Role.values])('%s', (role) => {
  const states: readonly (readonly [string, Partial<Assignment>, string | null])[] = [
    ['of today', { validFrom: at(-HOUR_MS), validUntil: at(HOUR_MS) }, null],
    ['of another area', { areaIds: ['jabal'] }, null],
    ['of the whole programme', { areaIds: null }, null],
    ['whose time is over', { validUntil: at(-HOUR_MS) }, 'expired'],
    ['whose time has not come', { validFrom: at(HOUR_MS) }, 'not-yet'],
  ];

  test.each(states)('%s is let in by the table on every route', async (_state, changes, rule) => {
    const party = await provisioned({ ...undated(role, ['nahr']), ...changes });
    let refused = 0;
    await walk(party, (actions, answer, what) => {
      const isListed = actions.some((action) => PERMISSIONS[role].includes(action));
      const expected = isListed ? rule : 'no-role';
      if (expected === null) {
        expect([what, answer.status === 403]).toEqual([what, false]);
        return;
      }
      refused += 1;
      const told = what.startsWith('HEAD') ? 403 : expected;
      expect([what, answer.status, ruleOf(answer)]).toEqual([what, 403, told]);
    });
    expect(refused).toBeGreaterThan(5);
  });
});

/** Lists whose content lies in areas. */
const LISTS: readonly (readonly [Action, string])[] = [
  ['record.review', ROUTES.reviewRecords],
  ['device.read', ROUTES.devices],
  ['lease.renew', ROUTES.operators],
  ['provisioning.approve', ROUTES.pendingRequests],
  ['recovery.answer', RECOVERY_ROUTES.requests],
];

describe('what lies in areas', () => {
  test.each(LISTS)('%s shows what is there, and nothing of it elsewhere', async (action, url) => {
    const holders = [...Role.values].filter((role) => PERMISSIONS[role].includes(action));
    expect([ACTION_SCOPES[action], holders.length > 0]).toEqual(['areas', true]);
    for (const role of holders) {
      const here = await provisioned(undated(role, ['nahr']));
      const elsewhere = await provisioned(undated(role, ['jabal']));
      const [shown, hidden] = await Promise.all(
        [here, elsewhere].map(async ({ operator }) =>
          (await operator.send('GET', url)).bytes.toString(),
        ),
      );
      const found = ids.filter((id) => shown?.includes(id));
      expect([role, found.length > 0]).toEqual([role, true]);
      expect(ids.filter((id) => hidden?.includes(id))).toEqual([]);
    }
  });

  test('is not opened by another assignment that allows something else there', async () => {
    const both = await provisioned(
      undated('supervisor', ['jabal']),
      undated('enumerator', ['nahr']),
      { ...undated('supervisor', ['nahr']), validUntil: at(-HOUR_MS) },
      { ...undated('supervisor', ['nahr']), validFrom: at(HOUR_MS) },
    );
    const page = (await both.operator.send('GET', ROUTES.reviewRecords)).bytes.toString();
    expect(ids.filter((id) => page.includes(id))).toEqual([]);
  });
});

describe('time', () => {
  test('ends an assignment at the very request, and begins one', async () => {
    const party = await provisioned(
      { ...undated('supervisor', ['nahr']), validUntil: at(MINUTE_MS) },
      { ...undated('auditor', ['nahr']), validFrom: at(MINUTE_MS) },
    );
    const ask = async () => [
      ruleOf(await party.operator.send('GET', ROUTES.reviewRecords)),
      ruleOf(await party.operator.send('GET', ROUTES.devices)),
    ];
    expect(await ask()).toEqual([200, 'not-yet']);
    shiftMs = 2 * MINUTE_MS;
    try {
      expect(await ask()).toEqual(['expired', 200]);
    } finally {
      shiftMs = 0;
    }
  });

  test('leaves a laptop its own key’s work when all its people’s assignments are over', async () => {
    const party = await provisioned({
      ...undated('enumerator', ['nahr']),
      validUntil: at(-HOUR_MS),
    });
    expect((await party.device.send('GET', ROUTES.leases)).status).toBe(200);
    expect((await party.device.send('GET', ROUTES.decisions)).status).toBe(200);
  });
});

describe('a role of the programme’s own', () => {
  const roles = [
    { id: 'custom-clerk', name: { en: 'Clerk' }, actions: ['device.read', 'registry.export'] },
    {
      id: 'custom-greedy',
      name: { en: 'Greedy' },
      actions: [...new Set(Object.values(PERMISSIONS).flat())],
    },
  ];
  beforeAll(async () => {
    const pack = { ...administrator.pack, version: administrator.pack.version + 1, roles };
    const signed = await signMessage(administrator.operatorKey, 'programme-pack', pack);
    const published = await administrator.operator.send('PUT', ROUTES.publishPack, {
      pack: toBase64Url(signed),
    });
    expect(published.status).toBe(204);
  });

  test.each([
    ['custom-clerk', ['device.read']],
    ['custom-greedy', [...GIVEABLE_ACTIONS]],
    ['custom-unknown', []],
    ['role-of-a-newer-server', []],
  ] as const)('%s may do what the signed pack gives it, and what may be given', async (id, may) => {
    const party = await provisioned(undated(id, ['nahr']));
    await walk(party, (actions, answer, what) => {
      const isAllowed = may.some((allowed) => actions.includes(allowed));
      expect([what, answer.status !== 403]).toEqual([what, isAllowed]);
    });
  });

  test('is held to its areas', async () => {
    const here = await provisioned(undated('custom-clerk', ['nahr']));
    const elsewhere = await provisioned(undated('custom-clerk', ['jabal']));
    const [shown, hidden] = await Promise.all(
      [here, elsewhere].map(async ({ operator }) =>
        (await operator.send('GET', ROUTES.devices)).bytes.toString(),
      ),
    );
    expect([shown, hidden].map((text) => text?.includes(enumerator.deviceKey.kid))).toEqual([
      true,
      false,
    ]);
  });
});
