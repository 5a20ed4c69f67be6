import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROUTES } from '../../shared/sync/http-api.ts';
import { LossReport } from '../../shared/sync/loss-report.ts';
import { bootstrap, provision, type ActiveParty, type Administrator } from '../test/provision.ts';
import { makeDecision, makeItem, startChain } from '../test/sealed-batches.ts';
import { startTestServer, type TestServer } from '../test/test-server.ts';

let server: TestServer;
let administrator: Administrator;
let enumerator: ActiveParty;
let supervisor: ActiveParty;

beforeAll(async () => {
  server = await startTestServer();
  administrator = await bootstrap(server);
  enumerator = await provision(server, administrator, 'enumerator', ['nahr']);
  supervisor = await provision(server, administrator, 'supervisor', ['nahr']);
});
afterAll(async () => {
  await server.close();
});

async function ask(deviceId: string, by = administrator.operator) {
  return by.send('GET', ROUTES.lossReport.replace(':deviceId', deviceId));
}

async function reportOn(party: ActiveParty): Promise<LossReport> {
  return LossReport.parse((await ask(party.deviceKey.kid)).json());
}

describe('the report on a lost laptop', () => {
  test('of a laptop that delivered nothing says so', async () => {
    const fresh = await provision(server, administrator, 'enumerator', ['nahr']);
    expect(await reportOn(fresh)).toMatchObject({
      batches: 0,
      lastReceiptAt: null,
      lastSavedAt: null,
      records: { received: 0, approved: 0, returned: 0 },
      byDay: [],
      byArea: [],
      highestCounter: 0,
      highestNumber: null,
      missingNumbers: { count: 0, ranges: [] },
      reviewKeys: [],
    });
  });

  test('counts by state, area and day, and finds the numbers that never came', async () => {
    const { deviceCode } = await reportOn(enumerator);
    const saved: readonly [number, string, string][] = [
      [2, '2026-11-20T08:00:00.000Z', 'nahr-tarifa'],
      [3, '2026-11-20T09:00:00.000Z', 'nahr-tarifa'],
      [6, '2026-11-22T10:00:00.000Z', 'nahr-tarifa'],
    ];
    const items = await Promise.all(
      saved.map(([number, savedAt, areaId]) =>
        makeItem(administrator, enumerator, {
          areaId,
          changes: {
            registrationNumber: `${deviceCode}-${String(number).padStart(6, '0')}`,
            savedAt,
            deviceCounter: number * 2,
          },
        }),
      ),
    );
    const { bytes } = await startChain(administrator, enumerator).next(items);
    expect((await enumerator.device.send('POST', ROUTES.batches, bytes)).status).toBe(200);
    const [first] = items;
    if (first === undefined) throw new Error('no item');
    const decision = await makeDecision(supervisor, first, 'approved');
    await supervisor.operator.send('POST', ROUTES.decisions, {
      decisions: [Buffer.from(decision).toString('base64url')],
    });
    const report = await reportOn(enumerator);
    expect(report).toMatchObject({
      batches: 1,
      lastSavedAt: '2026-11-22T10:00:00.000Z',
      records: { received: 2, approved: 1, returned: 0 },
      byDay: [
        { day: '2026-11-20', records: 2 },
        { day: '2026-11-22', records: 1 },
      ],
      byArea: [{ areaId: 'nahr-tarifa', records: 3, lastSavedAt: '2026-11-22T10:00:00.000Z' }],
      highestCounter: 12,
      highestNumber: 6,
      missingNumbers: {
        count: 3,
        ranges: [
          { from: 1, to: 1 },
          { from: 4, to: 5 },
        ],
      },
      reviewKeys: [],
      revokedAt: null,
    });
    expect(report.lastReceiptAt).not.toBeNull();
    expect(report.operators).toMatchObject([
      { operatorId: enumerator.person.operatorId, role: 'enumerator', areaIds: ['nahr'] },
    ]);
  });

  test('names the review keys of a supervisor’s areas, and all of an administrator’s', async () => {
    const areas = (await reportOn(supervisor)).reviewKeys.map((key) => key.areaId);
    expect(areas).toContain('nahr');
    expect(areas).toContain('nahr-tarifa');
    expect(areas).not.toContain('highlands');
    expect((await reportOn(administrator)).reviewKeys).toHaveLength(
      administrator.pack.reviewKeys.length,
    );
  });

  test('is the administrator’s to read; an unknown laptop is not found', async () => {
    expect((await ask(enumerator.deviceKey.kid, supervisor.operator)).code).toBe(
      'server.forbidden',
    );
    expect((await ask(enumerator.deviceKey.kid, enumerator.device)).code).toBe('server.forbidden');
    expect((await ask('no-such-device')).code).toBe('server.not-found');
  });
});
