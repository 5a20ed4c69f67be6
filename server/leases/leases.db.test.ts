import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateSigningSeed, type SigningKey } from '../../shared/crypto/index.ts';
import { toBase64Url } from '../../shared/encoding/bytes.ts';
import { ROUTES } from '../../shared/sync/http-api.ts';
import { OperatorList, OwnRenewals, RenewalResults } from '../../shared/sync/lease-api.ts';
import { signLeaseRenewal, type LeaseRenewal } from '../../shared/sync/lease-renewal.ts';
import { bootstrap, provision, type ActiveParty, type Administrator } from '../test/provision.ts';
import { startTestServer, type TestServer } from '../test/test-server.ts';

const DAY_MS = 86_400_000;

let server: TestServer;
let administrator: Administrator;
let enumerator: ActiveParty;

beforeAll(async () => {
  server = await startTestServer();
  administrator = await bootstrap(server);
  enumerator = await provision(server, administrator, 'enumerator', ['nahr']);
});
afterAll(async () => {
  await server.close();
});

async function renewalFor(
  party: ActiveParty,
  days: number,
  changes: Partial<LeaseRenewal> = {},
  key: SigningKey = administrator.operatorKey,
): Promise<string> {
  const signed = await signLeaseRenewal(key, {
    formatVersion: 1,
    programmeId: administrator.pack.id,
    operatorId: party.person.operatorId,
    deviceId: party.deviceKey.kid,
    requestHash: party.requestHash,
    issuedAt: new Date().toISOString(),
    leaseUntil: new Date(Date.now() + days * DAY_MS).toISOString(),
    ...changes,
  });
  return toBase64Url(signed);
}

async function put(...renewals: readonly string[]) {
  return administrator.operator.send('PUT', ROUTES.leases, { renewals });
}

async function results(...renewals: readonly string[]) {
  return RenewalResults.parse((await put(...renewals)).json()).results;
}

async function renewalsOf(party: ActiveParty): Promise<readonly string[]> {
  return OwnRenewals.parse((await party.device.send('GET', ROUTES.leases)).json()).renewals;
}

describe('a renewal', () => {
  test('reaches the device it is for, and no other', async () => {
    const other = await provision(server, administrator, 'enumerator', ['nahr']);
    const renewal = await renewalFor(enumerator, 100);
    expect(await results(renewal)).toEqual(['renewed']);
    expect(await renewalsOf(enumerator)).toEqual([renewal]);
    expect(await renewalsOf(other)).toEqual([]);
  });

  test('never shortens, nor counts twice', async () => {
    const longer = await renewalFor(enumerator, 120);
    const shorter = await renewalFor(enumerator, 110);
    expect(await results(longer, shorter, longer)).toEqual(['renewed', 'not-longer', 'not-longer']);
    expect(await renewalsOf(enumerator)).toEqual([longer]);
    const fresh = await provision(server, administrator, 'enumerator', ['nahr']);
    expect(await results(await renewalFor(fresh, 59))).toEqual(['not-longer']);
  });

  test('for another grant, device, programme or a revoked laptop is not taken', async () => {
    const lost = await provision(server, administrator, 'enumerator', ['nahr']);
    const path = ROUTES.revokeDevice.replace(':deviceId', lost.deviceKey.kid);
    await administrator.operator.send('PUT', path);
    expect(
      await results(
        await renewalFor(enumerator, 200, { requestHash: 'b'.repeat(64) }),
        await renewalFor(enumerator, 200, { deviceId: administrator.deviceKey.kid }),
        await renewalFor(enumerator, 200, { programmeId: 'another' }),
        await renewalFor(enumerator, 200, { operatorId: 'nobody' }),
        await renewalFor(lost, 200),
      ),
    ).toEqual(['unknown', 'unknown', 'unknown', 'unknown', 'revoked']);
  });

  test('that the administrator did not sign stops the whole request', async () => {
    const { key } = await generateSigningSeed();
    const before = await renewalsOf(enumerator);
    const good = await renewalFor(enumerator, 300);
    const forged = await renewalFor(enumerator, 300, {}, key);
    expect((await put(good, forged)).code).toBe('lease.tampered');
    expect((await put(good, 'AAAA')).code).toBe('lease.tampered');
    expect(await renewalsOf(enumerator)).toEqual(before);
  });

  test('is the administrator’s to make, and the device’s to fetch', async () => {
    const renewal = await renewalFor(enumerator, 400);
    const byEnumerator = await enumerator.operator.send('PUT', ROUTES.leases, {
      renewals: [renewal],
    });
    expect(byEnumerator.code).toBe('server.forbidden');
    expect((await enumerator.operator.send('GET', ROUTES.operators)).code).toBe('server.forbidden');
    expect((await enumerator.operator.send('GET', ROUTES.leases)).code).toBe('server.forbidden');
    expect((await enumerator.device.send('PUT', ROUTES.leases, { renewals: [] })).code).toBe(
      'server.forbidden',
    );
  });
});

test('the administrator sees every grant with its newest renewal', async () => {
  const answer = await administrator.operator.send('GET', ROUTES.operators);
  const { operators } = OperatorList.parse(answer.json());
  expect(operators.length).toBeGreaterThanOrEqual(4);
  const renewed = operators.filter((operator) => operator.renewal !== null);
  expect(renewed).toHaveLength(1);
  expect(operators.filter((operator) => operator.revokedAt !== null)).toHaveLength(1);
});
