import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateSigningSeed, openRecord, unwrapRecordKey } from '../../shared/crypto/index.ts';
import { copyBytes, fromBase64Url, toBase64Url, utf8 } from '../../shared/encoding/bytes.ts';
import { decodeCbor } from '../../shared/encoding/cbor.ts';
import { peekUnverified } from '../../shared/crypto/index.ts';
import { DecisionPage, DeviceList, ReviewPage, ROUTES } from '../../shared/sync/http-api.ts';
import { RegistrantItem } from '../../shared/sync/registrant-item.ts';
import { openVoucher } from '../../shared/sync/voucher.ts';
import { bootstrap, provision, type ActiveParty, type Administrator } from '../test/provision.ts';
import { lockForTransaction } from '../db/locks.ts';
import { raceBehindLock } from '../test/race.ts';
import {
  makeDecision,
  makeItem,
  startChain,
  testToken,
  type BatchChain,
  type ItemWish,
  type MadeItem,
} from '../test/sealed-batches.ts';
import { startTestServer, type TestServer } from '../test/test-server.ts';

/** What is sealed in this file; none of it may be found in the database. */
const SECRETS = {
  familyName: 'Zebrowskaya-Quetzal',
  givenName: 'ياسمينة',
  nationalId: 'QX-99182736',
  phone: '+999 77 123 4567',
};

let server: TestServer;
let administrator: Administrator;
let enumerator: ActiveParty;
let chain: BatchChain;
let nahrSupervisor: ActiveParty;
let regionSupervisor: ActiveParty;

beforeAll(async () => {
  server = await startTestServer();
  administrator = await bootstrap(server);
  enumerator = await provision(server, administrator, 'enumerator', ['highlands']);
  chain = startChain(administrator, enumerator);
  nahrSupervisor = await provision(server, administrator, 'supervisor', ['nahr']);
  regionSupervisor = await provision(server, administrator, 'supervisor', ['highlands']);
});
afterAll(async () => {
  await server.close();
});

async function deliver(...wishes: readonly ItemWish[]): Promise<readonly MadeItem[]> {
  const items = await Promise.all(wishes.map((wish) => makeItem(administrator, enumerator, wish)));
  const { bytes } = await chain.next(items);
  const answer = await enumerator.device.send('POST', ROUTES.batches, bytes);
  expect(answer.status).toBe(200);
  return items;
}

async function reviewPage(
  supervisor: ActiveParty,
  after = 0,
  limit = 200,
): Promise<ReturnType<typeof ReviewPage.parse>> {
  const path = `${ROUTES.reviewRecords}?after=${String(after)}&limit=${String(limit)}`;
  return ReviewPage.parse((await supervisor.operator.send('GET', path)).json());
}

async function post(supervisor: ActiveParty, ...decisions: readonly Uint8Array[]) {
  return supervisor.operator.send('POST', ROUTES.decisions, {
    decisions: decisions.map(toBase64Url),
  });
}

async function statusOf(item: MadeItem): Promise<string | undefined> {
  const { records } = await reviewPage(regionSupervisor);
  return records.find((record) => record.itemHash === item.itemHash)?.status;
}

describe('a supervisor', () => {
  test('opens what an enumerator sealed, with an enumerator’s voucher beside it', async () => {
    const [made] = await deliver({ answers: SECRETS });
    const page = await reviewPage(nahrSupervisor);
    const record = page.records.find(({ itemHash }) => itemHash === made?.itemHash);
    const item = RegistrantItem.parse(peekUnverified(fromBase64Url(record?.item ?? '')).payload);
    const reviewKey = administrator.reviewKeys.get('nahr');
    if (reviewKey === undefined) throw new Error('no review key');
    const recordKey = await unwrapRecordKey(item.recordKeys, item.binding, [reviewKey]);
    const opened = await openRecord(recordKey, item.binding, item.envelope);
    expect(decodeCbor(opened)).toEqual(SECRETS);
    const voucher = page.operators[enumerator.person.operatorId];
    if (voucher === undefined) throw new Error('no voucher');
    const vouched = await openVoucher(voucher, administrator.operatorKey);
    expect(vouched.signingKey).toEqual(enumerator.operatorKey.publicKey);
  });

  test('is given only records of their areas', async () => {
    const [inside, outside] = await deliver({ areaId: 'nahr-ain-safa' }, { areaId: 'sahl-rawda' });
    const nahr = (await reviewPage(nahrSupervisor)).records.map((record) => record.itemHash);
    const region = (await reviewPage(regionSupervisor)).records.map((record) => record.itemHash);
    expect([nahr.includes(inside?.itemHash ?? ''), nahr.includes(outside?.itemHash ?? '')]).toEqual(
      [true, false],
    );
    expect(region).toEqual(expect.arrayContaining([inside?.itemHash, outside?.itemHash]));
  });

  test('turns pages without gap or repetition', async () => {
    await deliver({}, {}, {}, {}, {});
    const whole = await reviewPage(regionSupervisor);
    const seen: string[] = [];
    let after = 0;
    for (let more = true, turns = 0; more && turns < 50; turns++) {
      const page = await reviewPage(regionSupervisor, after, 2);
      seen.push(...page.records.map((record) => record.itemHash));
      after = page.records.at(-1)?.cursor ?? after;
      more = page.more;
    }
    expect(whole.more).toBe(false);
    expect(seen).toEqual(whole.records.map((record) => record.itemHash));
  });

  test('sees which records share a token, across areas, by which index', async () => {
    const id = { fieldId: 'nationalId', kind: 'exact' as const, token: testToken('id-1') };
    const name = (value: string) => ({
      fieldId: 'familyName',
      kind: 'phonetic-birth-date' as const,
      token: testToken(value),
    });
    const [first, second, third] = await deliver(
      { tokens: [id, name('n-1'), name('n-2')] },
      { tokens: [id, name('n-2')], areaId: 'jabal-zaytoun' },
      { tokens: [{ ...name('id-1'), token: id.token }] },
    );
    const { records } = await reviewPage(nahrSupervisor);
    const candidates = (item: MadeItem | undefined) =>
      records.find((record) => record.itemHash === item?.itemHash)?.candidates;
    expect(candidates(first)).toEqual([
      {
        recordId: second?.entry.recordId,
        by: expect.arrayContaining([
          'nationalId/exact',
          'familyName/phonetic-birth-date',
        ]) as string[],
      },
    ]);
    // The same token of another index is a coincidence.
    expect(candidates(third)).toEqual([]);
  });
});

describe('a decision', () => {
  test('reaches the laptop with the supervisor’s voucher, once each', async () => {
    const [approved, returned] = await deliver({}, {});
    if (approved === undefined || returned === undefined) throw new Error('no items');
    const decisions = [
      await makeDecision(nahrSupervisor, approved, 'approved'),
      await makeDecision(nahrSupervisor, returned, 'returned'),
    ];
    const posted = await post(nahrSupervisor, ...decisions);
    expect(posted.json()).toEqual({
      results: [
        { recordId: approved.entry.recordId, outcome: 'accepted' },
        { recordId: returned.entry.recordId, outcome: 'accepted' },
      ],
    });
    expect([await statusOf(approved), await statusOf(returned)]).toEqual(['approved', 'returned']);
    const first = DecisionPage.parse(
      (await enumerator.device.send('GET', `${ROUTES.decisions}?after=0&limit=1`)).json(),
    );
    expect(first.decisions.map(({ decision }) => decision)).toEqual([
      toBase64Url(decisions[0] ?? new Uint8Array()),
    ]);
    expect(first.more).toBe(true);
    const after = String(first.decisions[0]?.cursor);
    const rest = DecisionPage.parse(
      (await enumerator.operator.send('GET', `${ROUTES.decisions}?after=${after}`)).json(),
    );
    expect(rest.decisions.map(({ decision }) => decision)).toEqual([
      toBase64Url(decisions[1] ?? new Uint8Array()),
    ]);
    const voucher = rest.supervisors[nahrSupervisor.person.operatorId];
    if (voucher === undefined) throw new Error('no voucher');
    expect((await openVoucher(voucher, administrator.operatorKey)).grant.role).toBe('supervisor');
    const other = await provision(server, administrator, 'enumerator', ['nahr']);
    expect((await other.device.send('GET', ROUTES.decisions)).json()).toMatchObject({
      decisions: [],
      more: false,
    });
  });

  test('is the first that arrives; the same again changes nothing', async () => {
    const [item] = await deliver({});
    if (item === undefined) throw new Error('no item');
    const first = await makeDecision(nahrSupervisor, item, 'approved');
    const later = await makeDecision(regionSupervisor, item, 'returned');
    const outcomes = [];
    for (const [supervisor, decision] of [
      [nahrSupervisor, first],
      [nahrSupervisor, first],
      [regionSupervisor, later],
    ] as const) {
      const answer = await post(supervisor, decision);
      outcomes.push(answer.json<{ results: { outcome: string }[] }>().results[0]?.outcome);
    }
    expect(outcomes).toEqual(['accepted', 'already-held', 'already-decided']);
    expect(await statusOf(item)).toBe('approved');
  });

  test('of two at the same time one wins', async () => {
    const [item] = await deliver({});
    if (item === undefined) throw new Error('no item');
    const approval = await makeDecision(nahrSupervisor, item, 'approved');
    const returning = await makeDecision(regionSupervisor, item, 'returned');
    const answers = await raceBehindLock(server, (trx) => lockForTransaction(trx, 'decisions'), [
      () => post(nahrSupervisor, approval),
      () => post(regionSupervisor, returning),
    ]);
    const outcomes = answers.map(
      (answer) => answer.json<{ results: { outcome: string }[] }>().results[0]?.outcome,
    );
    expect(outcomes.sort()).toEqual(['accepted', 'already-decided']);
  });

  test('is refused outside the supervisor’s areas, and for other bytes than are held', async () => {
    const [inside, outside] = await deliver({}, { areaId: 'jabal-qasr' });
    if (inside === undefined || outside === undefined) throw new Error('no items');
    const { key: stranger } = await generateSigningSeed();
    const forged = { ...nahrSupervisor, operatorKey: stranger };
    const flipped = copyBytes(await makeDecision(nahrSupervisor, inside, 'approved'));
    flipped[flipped.length - 1] = (flipped.at(-1) ?? 0) ^ 1;
    const cases: (readonly [Uint8Array, string])[] = [
      [await makeDecision(nahrSupervisor, outside, 'approved'), 'server.not-found'],
      [
        await makeDecision(nahrSupervisor, inside, 'approved', { itemHash: 'f'.repeat(64) }),
        'sync.item-conflict',
      ],
      [await makeDecision(nahrSupervisor, inside, 'approved', { version: 2 }), 'server.not-found'],
      [await makeDecision(forged, inside, 'approved'), 'crypto.key-unknown'],
      [
        await makeDecision(nahrSupervisor, inside, 'approved', {
          supervisorId: regionSupervisor.person.operatorId,
        }),
        'server.input-invalid',
      ],
      [flipped, 'crypto.signature-invalid'],
      [utf8('nonsense'), 'crypto.input-invalid'],
    ];
    for (const [decision, code] of cases) {
      expect((await post(nahrSupervisor, decision)).code).toBe(code);
    }
    // All or none: a good one beside a bad one is not taken.
    const good = await makeDecision(nahrSupervisor, inside, 'approved');
    const bad = await makeDecision(nahrSupervisor, outside, 'approved');
    expect((await post(nahrSupervisor, good, bad)).code).toBe('server.not-found');
    expect(await statusOf(inside)).toBe('received');
  });
});

describe('devices', () => {
  test('are listed with operators and counts', async () => {
    const answer = await administrator.operator.send('GET', ROUTES.devices);
    const { devices, areas } = DeviceList.parse(answer.json());
    const device = devices.find(({ deviceId }) => deviceId === enumerator.deviceKey.kid);
    expect(device).toMatchObject({
      operators: [{ operatorId: enumerator.person.operatorId, role: 'enumerator' }],
      revokedAt: null,
    });
    const stored = await server.db.selectFrom('records').select('record_id').execute();
    expect(device?.records).toBe(stored.length);
    expect(device?.lastSequence).toBeGreaterThan(0);
    expect(areas).toHaveLength(12);
  });

  test('can be revoked, but not the administrator’s own, nor one that does not exist', async () => {
    const revoke = (id: string) =>
      administrator.operator.send('PUT', ROUTES.revokeDevice.replace(':deviceId', id));
    expect((await revoke(administrator.deviceKey.kid)).code).toBe('server.forbidden');
    expect((await revoke('nobody')).code).toBe('server.not-found');
  });
});

test('neither database nor log holds anything that was sealed', async () => {
  await deliver({ answers: SECRETS });
  const dump = await server.dump();
  // The search itself works: what may be there is found.
  expect(dump.includes(Buffer.from('nahr-tarifa'))).toBe(true);
  const log = Buffer.from(server.log.join(''));
  expect(log.length).toBeGreaterThan(0);
  for (const secret of Object.values(SECRETS)) {
    for (const encoding of ['utf8', 'utf16le'] as const) {
      expect([secret, encoding, dump.includes(Buffer.from(secret, encoding))]).toEqual([
        secret,
        encoding,
        false,
      ]);
    }
    expect(log.includes(Buffer.from(secret))).toBe(false);
  }
});
