import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createClientAssertion,
  createDpopProof,
  generateSigningSeed,
  type SigningKey,
} from '../../shared/crypto/index.ts';
import { undated } from '../../shared/domain/assignment.ts';
import { toBase64Url } from '../../shared/encoding/bytes.ts';
import { signOrderDone, type DeviceOrderDone } from '../../shared/sync/device-order-done.ts';
import { signDeviceOrder, type DeviceOrder } from '../../shared/sync/device-order.ts';
import { Problem, ROUTES } from '../../shared/sync/http-api.ts';
import { ORDER_ROUTES, OrderList, PendingOrder } from '../../shared/sync/order-api.ts';
import { eventsOf } from '../test/audit-chain.ts';
import {
  bootstrap,
  provision,
  provisionPerson,
  type ActiveParty,
  type Administrator,
} from '../test/provision.ts';
import { makeItem, startChain } from '../test/sealed-batches.ts';
import { askToken, call, nowSeconds, type Answer } from '../test/test-client.ts';
import { ORIGIN, startTestServer, type TestServer } from '../test/test-server.ts';

let server: TestServer;
let administrator: Administrator;

beforeAll(async () => {
  server = await startTestServer();
  administrator = await bootstrap(server);
});
afterAll(() => server.close());

const newLaptop = (areaId = 'nahr'): Promise<ActiveParty> =>
  provision(server, administrator, 'enumerator', [areaId]);

async function signed(
  party: ActiveParty,
  changes: Partial<DeviceOrder> = {},
  key: SigningKey = administrator.operatorKey,
): Promise<string> {
  const order = await signDeviceOrder(key, {
    formatVersion: 1,
    programmeId: administrator.pack.id,
    deviceId: party.deviceKey.kid,
    number: 1,
    order: 'suspend',
    reason: 'lost',
    at: new Date().toISOString(),
    ...changes,
  });
  return toBase64Url(order);
}

const put = (order: string, by: ActiveParty = administrator): Promise<Answer> =>
  by.operator.send('PUT', ORDER_ROUTES.orders, { order });

async function give(party: ActiveParty, changes: Partial<DeviceOrder> = {}): Promise<string> {
  const order = await signed(party, changes);
  expect((await put(order)).status).toBe(204);
  return order;
}

async function ask(key: SigningKey, changes: { readonly path?: string } = {}): Promise<Answer> {
  const at = nowSeconds();
  const url = `${ORIGIN}${changes.path ?? ORDER_ROUTES.pending}`;
  return call(server.app, 'POST', ORDER_ROUTES.pending, {
    body: { client_assertion: await createClientAssertion(key, ORIGIN, at) },
    headers: { dpop: await createDpopProof(key, 'POST', url, at) },
  });
}

async function waitingFor(party: ActiveParty): Promise<string | null> {
  return PendingOrder.parse((await ask(party.deviceKey)).json()).order;
}

async function doneOf(
  party: ActiveParty,
  changes: Partial<DeviceOrderDone> = {},
  key = party.deviceKey,
): Promise<string> {
  const done = await signOrderDone(key, {
    formatVersion: 1,
    programmeId: administrator.pack.id,
    deviceId: party.deviceKey.kid,
    number: 1,
    order: 'suspend',
    at: new Date().toISOString(),
    deviceCounter: 5,
    unsentRecords: 2,
    drafts: 1,
    ...changes,
  });
  return toBase64Url(done);
}

const post = (done: string): Promise<Answer> =>
  call(server.app, 'POST', ORDER_ROUTES.done, { body: { done } });

async function listed(party: ActiveParty, by: ActiveParty = administrator) {
  const answer = await by.operator.send('GET', ORDER_ROUTES.orders);
  const { orders } = OrderList.parse(answer.json());
  return orders.find(({ deviceId }) => deviceId === party.deviceKey.kid);
}

describe('an order', () => {
  test('waits for its laptop, which fetches it until it says that it is done', async () => {
    const laptop = await newLaptop();
    const other = await newLaptop();
    expect(await waitingFor(laptop)).toBeNull();
    const order = await give(laptop);
    expect(await listed(laptop)).toMatchObject({ order, fetchedAt: null, done: null });
    expect([await waitingFor(laptop), await waitingFor(laptop)]).toEqual([order, order]);
    expect(await waitingFor(other)).toBeNull();
    const fetchedAt = (await listed(laptop))?.fetchedAt;
    expect(fetchedAt).not.toBeNull();
    const done = await doneOf(laptop);
    expect([(await post(done)).status, (await post(done)).status]).toEqual([204, 204]);
    expect(await listed(laptop)).toMatchObject({ done, fetchedAt });
    expect(await waitingFor(laptop)).toBeNull();
  });

  test('is told in the audit chain, once each', async () => {
    const laptop = await newLaptop();
    await give(laptop, { order: 'destroy-keys' });
    await waitingFor(laptop);
    await waitingFor(laptop);
    const done = await doneOf(laptop, { order: 'destroy-keys' });
    await post(done);
    await post(done);
    const { kid: deviceId } = laptop.deviceKey;
    const events = (await eventsOf(server)).filter(({ subject }) => subject === deviceId);
    expect(events).toMatchObject([
      { action: 'order.destroy-keys', order: 1, actor: { kind: 'operator' } },
      { action: 'order.fetched', order: 1, actor: { kind: 'device', deviceId } },
      { action: 'order.carried-out', order: 1, count: 2, actor: { kind: 'device', deviceId } },
    ]);
  });

  test('that is newer takes back one that was not carried out; an older one is refused', async () => {
    const laptop = await newLaptop();
    const first = await give(laptop, { order: 'destroy-keys', number: 4 });
    const second = await give(laptop, { order: 'resume', number: 5 });
    expect(await waitingFor(laptop)).toBe(second);
    const again = await put(first);
    expect([again.status, again.code]).toEqual([409, 'order.outdated']);
    expect(Problem.parse(again.json()).details).toEqual({ number: 4, highest: 5 });
    expect((await put(second)).status).toBe(204);
    expect((await askToken(server.app, laptop.deviceKey)).status).toBe(200);
  });

  test('is not taken from anybody but the programme’s administrator, nor for another programme', async () => {
    const laptop = await newLaptop();
    const { key } = await generateSigningSeed();
    expect((await put(await signed(laptop, {}, key))).code).toBe('order.tampered');
    expect((await put('AAAA')).code).toBe('order.tampered');
    expect((await put(await signed(laptop), laptop)).code).toBe('server.forbidden');
    expect((await put(await signed(laptop, { programmeId: 'another' }))).code).toBe(
      'server.not-found',
    );
    expect((await put(await signed(laptop, { deviceId: 'nobody' }))).code).toBe('server.not-found');
    expect(await listed(laptop)).toBeUndefined();
  });

  test('never reaches the laptop of whoever gives it, nor the one with the programme’s signing key', async () => {
    const deputy = await provision(server, administrator, 'administrator', ['highlands']);
    const own = await signed(administrator, { order: 'destroy-keys' });
    for (const by of [administrator, deputy]) {
      expect((await put(own, by)).code).toBe('order.own-device');
    }
    expect((await put(await signed(deputy), deputy)).code).toBe('order.own-device');
    expect((await put(await signed(deputy))).status).toBe(204);
  });

  test('is given and seen by an administrator of some areas for laptops there alone', async () => {
    const here = await newLaptop('nahr');
    const elsewhere = await newLaptop('jabal');
    const local = await provisionPerson(
      server,
      administrator,
      await server.addAssigned(undated('administrator', ['nahr'])),
    );
    expect((await put(await signed(elsewhere), local)).code).toBe('server.not-found');
    expect((await put(await signed(here), local)).status).toBe(204);
    await give(elsewhere);
    expect(await listed(here, local)).toBeDefined();
    expect(await listed(elsewhere, local)).toBeUndefined();
  });

  test('reaches no laptop that has destroyed its keys', async () => {
    const laptop = await newLaptop();
    await give(laptop, { order: 'destroy-keys' });
    await post(await doneOf(laptop, { order: 'destroy-keys' }));
    const resume = await signed(laptop, { order: 'resume', number: 2 });
    expect((await put(resume)).code).toBe('order.keys-destroyed');
  });
});

describe('a suspended laptop', () => {
  test('is refused everything at once, tokens that it holds included, and goes on when resumed', async () => {
    const laptop = await newLaptop();
    await laptop.device.token();
    const { bytes } = await startChain(administrator, laptop).next([
      await makeItem(administrator, laptop),
    ]);
    await give(laptop);
    const asked = [
      await laptop.device.send('POST', ROUTES.batches, bytes),
      await laptop.device.send('GET', ROUTES.programmePack),
      await laptop.device.send('GET', ROUTES.leases),
      await laptop.device.send('GET', ROUTES.decisions),
      await askToken(server.app, laptop.deviceKey),
      await askToken(server.app, laptop.operatorKey),
    ];
    expect(asked.map(({ status, code }) => [status, code])).toEqual(
      asked.map(() => [403, 'sync.device-suspended']),
    );
    await give(laptop, { order: 'resume', number: 2 });
    expect((await laptop.device.send('POST', ROUTES.batches, bytes)).status).toBe(200);
  });

  test('has its batches wait on the stick of whoever carries them', async () => {
    const laptop = await newLaptop();
    const carrier = await newLaptop();
    const { bytes } = await startChain(administrator, laptop).next([
      await makeItem(administrator, laptop),
    ]);
    await give(laptop);
    const refused = await carrier.device.send('POST', ROUTES.batches, bytes);
    expect([refused.status, refused.code]).toEqual([403, 'sync.maker-suspended']);
    await give(laptop, { order: 'resume', number: 2 });
    expect((await carrier.device.send('POST', ROUTES.batches, bytes)).status).toBe(200);
  });

  test('is one that is to destroy its keys, from the order on', async () => {
    const laptop = await newLaptop();
    await give(laptop, { order: 'destroy-keys' });
    expect((await askToken(server.app, laptop.deviceKey)).code).toBe('sync.device-suspended');
  });
});

describe('without a token', () => {
  test('a revoked laptop hears its order and says that it is done, and is refused everything else', async () => {
    const laptop = await newLaptop();
    const path = ROUTES.revokeDevice.replace(':deviceId', laptop.deviceKey.kid);
    await administrator.operator.send('PUT', path);
    const order = await give(laptop, { order: 'destroy-keys', reason: 'stolen' });
    expect(await waitingFor(laptop)).toBe(order);
    expect((await askToken(server.app, laptop.deviceKey)).code).toBe('sync.device-revoked');
    expect((await post(await doneOf(laptop, { order: 'destroy-keys' }))).status).toBe(204);
  });

  test('nobody else hears anything: not another key, not a proof for elsewhere, not the same request again', async () => {
    const laptop = await newLaptop();
    await give(laptop);
    const { key } = await generateSigningSeed();
    expect((await ask(key)).code).toBe('sync.device-unknown');
    expect((await ask(laptop.operatorKey)).code).toBe('sync.device-unknown');
    expect((await ask(laptop.deviceKey, { path: ROUTES.token })).code).toBe(
      'server.unauthenticated',
    );
    const at = nowSeconds();
    const request = {
      body: { client_assertion: await createClientAssertion(laptop.deviceKey, ORIGIN, at) },
      headers: {
        dpop: await createDpopProof(
          laptop.deviceKey,
          'POST',
          `${ORIGIN}${ORDER_ROUTES.pending}`,
          at,
        ),
      },
    };
    expect((await call(server.app, 'POST', ORDER_ROUTES.pending, request)).status).toBe(200);
    expect((await call(server.app, 'POST', ORDER_ROUTES.pending, request)).code).toBe(
      'server.unauthenticated',
    );
  });

  test('nobody else says that it is done, and nobody learns which laptops and orders there are', async () => {
    const laptop = await newLaptop();
    await give(laptop);
    const { key } = await generateSigningSeed();
    for (const done of [
      await doneOf(laptop, {}, key),
      await doneOf(laptop, { deviceId: key.kid }, key),
      await doneOf(laptop, { number: 2 }),
      await doneOf(laptop, { order: 'resume' }),
      'AAAA',
    ]) {
      const answer = await post(done);
      expect([answer.status, answer.code]).toEqual([400, 'order.done-tampered']);
    }
    expect((await listed(laptop))?.done).toBeNull();
  });
});
