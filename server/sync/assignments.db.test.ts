import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { undated, type Assignment } from '../../shared/domain/assignment.ts';
import { copyBytes, toBase64Url } from '../../shared/encoding/bytes.ts';
import { DecisionPage, DeviceList, ReviewPage, ROUTES } from '../../shared/sync/http-api.ts';
import { LossReport } from '../../shared/sync/loss-report.ts';
import { readReceipt } from '../../shared/sync/receipt-file.ts';
import {
  bootstrap,
  provisionPerson,
  type ActiveParty,
  type Administrator,
} from '../test/provision.ts';
import { makeDecision, makeItem, startChain, type MadeItem } from '../test/sealed-batches.ts';
import { startTestServer, type TestServer } from '../test/test-server.ts';

const DAY_MS = 86_400_000;
const NAHR = 'nahr-tarifa';
const JABAL = 'jabal-qasr';

let server: TestServer;
let administrator: Administrator;

beforeAll(async () => {
  server = await startTestServer();
  administrator = await bootstrap(server);
});
afterAll(() => server.close());

const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();

async function provisioned(
  ...assignments: readonly [Assignment, ...Assignment[]]
): Promise<ActiveParty> {
  return provisionPerson(server, administrator, await server.addAssigned(...assignments));
}

const savedAt = (party: ActiveParty, at: string, areaId = NAHR): Promise<MadeItem> =>
  makeItem(administrator, party, { areaId, changes: { savedAt: at } });

async function deliver(party: ActiveParty, items: readonly MadeItem[]): Promise<readonly string[]> {
  const { bytes } = await startChain(administrator, party).next(items);
  const answer = await party.device.send('POST', ROUTES.batches, bytes);
  expect(answer.status).toBe(200);
  const receipt = await readReceipt(copyBytes(answer.bytes), server.serverKey);
  return receipt.items.map((item) => (item.verdict === 'refused' ? item.code : item.verdict));
}

describe('an item', () => {
  test('counts by when it was saved: before the assignment’s end however late it comes, not after', async () => {
    const party = await provisioned({ ...undated('enumerator', ['nahr']), validUntil: inDays(-5) });
    const verdicts = await deliver(party, [
      await savedAt(party, inDays(-30)),
      // A clock in another time zone.
      await savedAt(party, inDays(-4.5)),
      await savedAt(party, inDays(-3.9)),
      await savedAt(party, inDays(0)),
    ]);
    expect(verdicts).toEqual([
      'accepted',
      'accepted',
      'sync.item-not-assigned',
      'sync.item-not-assigned',
    ]);
  });

  test('of an assignment to come is refused, also with a date ahead of its time', async () => {
    const party = await provisioned({ ...undated('enumerator', ['nahr']), validFrom: inDays(5) });
    const verdicts = await deliver(party, [
      await savedAt(party, inDays(0)),
      await savedAt(party, inDays(6)),
    ]);
    expect(verdicts).toEqual(['sync.item-not-assigned', 'sync.item-not-assigned']);
  });

  test('counts in the areas of the enumerator’s assignments alone', async () => {
    const party = await provisioned(
      undated('supervisor', ['nahr']),
      undated('enumerator', ['jabal']),
    );
    const verdicts = await deliver(party, [
      await savedAt(party, inDays(0), NAHR),
      await savedAt(party, inDays(0), JABAL),
    ]);
    expect(verdicts).toEqual(['sync.item-area-forbidden', 'accepted']);
  });
});

describe('of two assignments in different areas each counts in its own', () => {
  let both: ActiveParty;
  let enumerator: ActiveParty;
  let inNahr: MadeItem;
  let inJabal: MadeItem;

  beforeAll(async () => {
    both = await provisioned(undated('supervisor', ['nahr']), undated('enumerator', ['jabal']));
    enumerator = await provisioned(undated('enumerator', ['nahr', 'jabal']));
    inNahr = await savedAt(enumerator, inDays(0), NAHR);
    inJabal = await savedAt(enumerator, inDays(0), JABAL);
    expect(await deliver(enumerator, [inNahr, inJabal])).toEqual(['accepted', 'accepted']);
  });

  const decideOn = async (item: MadeItem) =>
    both.operator.send('POST', ROUTES.decisions, {
      decisions: [toBase64Url(await makeDecision(both, item, 'approved'))],
    });

  test('in the review list', async () => {
    const page = ReviewPage.parse((await both.operator.send('GET', ROUTES.reviewRecords)).json());
    const hashes = page.records.map(({ itemHash }) => itemHash);
    expect([hashes.includes(inNahr.itemHash), hashes.includes(inJabal.itemHash)]).toEqual([
      true,
      false,
    ]);
  });

  test('in decisions taken', async () => {
    expect((await decideOn(inJabal)).code).toBe('server.not-found');
    expect((await decideOn(inNahr)).status).toBe(200);
  });

  test('in decisions fetched: those on the person’s own registrations only', async () => {
    const own = await savedAt(both, inDays(0), JABAL);
    expect(await deliver(both, [own])).toEqual(['accepted']);
    const page = DecisionPage.parse((await both.operator.send('GET', ROUTES.decisions)).json());
    expect(page.decisions).toEqual([]);
  });

  test('in counts of devices and loss reports', async () => {
    const auditor = await provisioned(
      undated('auditor', ['nahr']),
      undated('supervisor', ['jabal']),
    );
    const { kid } = enumerator.deviceKey;
    const list = DeviceList.parse((await auditor.operator.send('GET', ROUTES.devices)).json());
    expect(list.devices.find(({ deviceId }) => deviceId === kid)?.records).toBe(1);
    const path = ROUTES.lossReport.replace(':deviceId', kid);
    const report = LossReport.parse((await auditor.operator.send('GET', path)).json());
    expect(report.byArea.map(({ areaId }) => areaId)).toEqual([NAHR]);
    expect(report.byDay.reduce((sum, { records }) => sum + records, 0)).toBe(1);
    const whole = LossReport.parse((await administrator.operator.send('GET', path)).json());
    expect(whole.byArea.map(({ areaId }) => areaId)).toEqual([JABAL, NAHR]);
  });

  test('for whoever administers one of them: the person is theirs to see, by every assignment', async () => {
    const local = await provisioned(undated('administrator', ['jabal']));
    const list = DeviceList.parse((await local.operator.send('GET', ROUTES.devices)).json());
    const seen = list.devices.map(({ deviceId }) => deviceId);
    expect(seen).toContain(both.deviceKey.kid);
    const elsewhere = await provisioned(undated('administrator', ['sahl']));
    const other = DeviceList.parse((await elsewhere.operator.send('GET', ROUTES.devices)).json());
    expect(other.devices.map(({ deviceId }) => deviceId)).not.toContain(both.deviceKey.kid);
  });
});

test('a supervisor of the whole programme reviews all of it', async () => {
  const supervisor = await provisioned({ ...undated('supervisor', ['nahr']), areaIds: null });
  const party = await provisioned(undated('enumerator', ['nahr', 'jabal']));
  const items = [await savedAt(party, inDays(0), NAHR), await savedAt(party, inDays(0), JABAL)];
  await deliver(party, items);
  const page = ReviewPage.parse(
    (await supervisor.operator.send('GET', `${ROUTES.reviewRecords}?limit=200`)).json(),
  );
  const hashes = page.records.map(({ itemHash }) => itemHash);
  expect(items.every(({ itemHash }) => hashes.includes(itemHash))).toBe(true);
});

test('a lost laptop’s report names the keys of reviewers, and of no officers', async () => {
  const keysOf = async (...assignments: readonly [Assignment, ...Assignment[]]) => {
    const { deviceKey } = await provisioned(...assignments);
    const path = ROUTES.lossReport.replace(':deviceId', deviceKey.kid);
    const report = LossReport.parse((await administrator.operator.send('GET', path)).json());
    expect(report.operators[0]?.assignments).toEqual(assignments);
    return report.reviewKeys.length;
  };
  const over = { ...undated('supervisor', ['nahr']), validUntil: inDays(-1) };
  for (const role of ['key-officer', 'auditor', 'registry-officer', 'enumerator']) {
    expect([role, await keysOf(undated(role, ['highlands']))]).toEqual([role, 0]);
  }
  expect(await keysOf(undated('auditor', ['jabal']), over)).toBeGreaterThan(0);
});
