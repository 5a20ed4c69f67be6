import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { generateSigningSeed, type SigningKey } from '../../shared/crypto/index.ts';
import {
  signDeviceOrder,
  writeOrderFile,
  type DeviceOrder,
  type OrderKind,
} from '../../shared/sync/device-order.ts';
import { requireSession } from '../../renderer/vault/vault-context.ts';
import { handOver, openStick } from './courier-steps.ts';
import {
  approve,
  createWorld,
  enrol,
  makeDraft,
  PASSPHRASE,
  setUp,
  startLaptop,
  unlock,
  type Laptop,
  type World,
} from './world.ts';

const TIMEOUT_MS = 60_000;

let world: World;
/** A laptop of the one test, and its operator. */
let laptop: Laptop;
let operatorId: string;

beforeAll(async () => {
  world = await createWorld();
}, TIMEOUT_MS);
afterAll(() => world.server.close());
beforeEach(async () => {
  laptop = await startLaptop(world.server.app);
  operatorId = await setUp(laptop, (await world.server.addPerson('enumerator', ['nahr'])).code);
  await approve(world.office, laptop);
}, TIMEOUT_MS);

const deviceIdOf = ({ context }: Laptop): string => context.host?.deviceKey?.kid ?? '';

async function give(order: OrderKind, to = laptop): Promise<Uint8Array<ArrayBuffer>> {
  const deviceId = deviceIdOf(to);
  await world.office.vault.giveOrder(deviceId, order, 'lost');
  return world.office.vault.orderFile(deviceId);
}

async function orderOf(deviceId: string) {
  const { orders } = await world.office.vault.listOrders();
  return orders.find((order) => order.deviceId === deviceId);
}

async function forge(changes: Partial<DeviceOrder> = {}, key?: SigningKey) {
  const session = requireSession(world.office.context);
  const signed = await signDeviceOrder(key ?? session.operatorKeys.signing, {
    formatVersion: 1,
    programmeId: session.programme?.pack.id ?? '',
    deviceId: deviceIdOf(laptop),
    number: 1,
    order: 'suspend',
    reason: 'other',
    at: new Date().toISOString(),
    ...changes,
  });
  return writeOrderFile(signed);
}

describe('a suspended laptop', () => {
  test('closes at once, is refused by its own worker and by the server, and delivers everything when resumed', async () => {
    await enrol(laptop);
    await give('suspend');
    await expect(laptop.vault.sync()).rejects.toMatchObject({ code: 'sync.device-suspended' });
    const state = await laptop.vault.state();
    expect(state).toMatchObject({ session: null, order: { kind: 'suspended', reason: 'lost' } });
    expect(state.operators).toMatchObject([{ unsentRecords: 1 }]);
    await expect(unlock(laptop, operatorId)).rejects.toMatchObject({ code: 'vault.suspended' });
    await laptop.restart();
    await expect(unlock(laptop, operatorId)).rejects.toMatchObject({ code: 'vault.suspended' });
    expect(await orderOf(deviceIdOf(laptop))).toMatchObject({
      order: 'suspend',
      number: 1,
      done: { unsentRecords: 1, drafts: 0 },
    });

    await give('resume');
    expect(await laptop.vault.sync()).toMatchObject({ accepted: 1 });
    expect((await laptop.vault.state()).order).toBeNull();
    await unlock(laptop, operatorId);
    expect(await orderOf(deviceIdOf(laptop))).toMatchObject({ order: 'resume', number: 2 });
    expect((await orderOf(deviceIdOf(laptop)))?.done).not.toBeNull();
  });

  test.each([-400_000_000_000, 400_000_000_000])(
    'hears its orders however wrong its clock is: by %d ms',
    async (shift) => {
      laptop.now = () => new Date(Date.now() + shift);
      await give('suspend');
      await laptop.vault.checkOrders();
      expect((await laptop.vault.state()).order).toMatchObject({ kind: 'suspended' });
      await give('resume');
      await laptop.vault.checkOrders();
      expect((await laptop.vault.state()).order).toBeNull();
    },
  );

  test('lets the screens save what is being typed before it closes', async () => {
    const draft = await makeDraft(laptop, {});
    const saved: string[] = [];
    await laptop.vault.subscribe((event) => {
      if (event.type !== 'lock-ordered') return;
      const typed = { ...draft, answers: { ...draft.answers, familyName: 'Kuol' } };
      void laptop.vault
        .saveDraft(typed)
        .then(() => saved.push(draft.id))
        .then(() => laptop.vault.lock());
    });
    laptop.wait = () => new Promise((resolve) => setImmediate(resolve));
    await give('suspend');
    await laptop.vault.checkOrders();
    expect(saved).toEqual([draft.id]);
    expect(laptop.context.session).toBeNull();
    await give('resume');
    await laptop.vault.checkOrders();
    await unlock(laptop, operatorId);
    expect((await laptop.vault.loadDraft(draft.id)).answers['familyName']).toBe('Kuol');
    const { entries } = await laptop.vault.listActivity(null, 50);
    expect(entries.map(({ event }) => event?.kind)).toContain('order.carried-out');
  });

  test('closes even if the screens do not answer', async () => {
    await give('suspend');
    await laptop.vault.checkOrders();
    expect(laptop.context.session).toBeNull();
  });

  test('opens for nobody who was being unlocked meanwhile', async () => {
    await laptop.vault.lock();
    await give('suspend');
    await laptop.vault.beginUnlock(operatorId);
    const [opened] = await Promise.allSettled([
      laptop.vault.unlock(operatorId, PASSPHRASE, { tier: 'passphrase-only' }),
      laptop.vault.checkOrders(),
    ]);
    expect(laptop.context.session).toBeNull();
    expect(opened.status === 'rejected' || laptop.context.locks > 0).toBe(true);
  });

  test('has what others carry for it wait with them, and delivered when it is resumed', async () => {
    const { desk } = world;
    await enrol(laptop);
    await openStick(desk, await handOver(laptop));
    await give('suspend');
    expect(await desk.vault.sync()).toMatchObject({ carried: 0 });
    expect(await desk.vault.listCarried()).toMatchObject([
      { state: 'waiting', problem: { code: 'sync.maker-suspended' } },
    ]);
    await give('resume');
    const hourBefore = new Date(Date.now() - 61 * 60_000).toISOString();
    await desk.context.store?.carried.toCollection().modify((row) => {
      Object.assign(row, { problem: { ...row.problem, at: hourBefore } });
    });
    expect(await desk.vault.sync()).toMatchObject({ carried: 1 });
  });
});

describe('destroying keys', () => {
  test('of a revoked laptop happens at its next contact, and says what was lost', async () => {
    await enrol(laptop);
    await makeDraft(laptop, {});
    await laptop.vault.lock();
    const deviceId = deviceIdOf(laptop);
    await world.office.vault.revokeDevice(deviceId);
    await give('destroy-keys');
    await expect(laptop.vault.sync()).rejects.toMatchObject({ code: 'provisioning.pending' });
    const lost = { unsentRecords: 1, drafts: 1 };
    expect(await laptop.vault.state()).toMatchObject({
      operators: [],
      session: null,
      order: { kind: 'destroyed', isTold: true, ...lost },
    });
    expect(await orderOf(deviceId)).toMatchObject({ order: 'destroy-keys', done: lost });
    await expect(world.office.vault.giveOrder(deviceId, 'resume', 'found')).rejects.toMatchObject({
      code: 'order.keys-destroyed',
    });
  });

  test('leaves nothing in the store but what was ordered, and closes an open vault', async () => {
    await enrol(laptop);
    const { store } = laptop.context;
    await give('destroy-keys');
    await laptop.vault.checkOrders();
    expect(laptop.context.session).toBeNull();
    const left: Record<string, number> = {};
    for (const table of store?.tables ?? []) left[table.name] = await table.count();
    expect(Object.entries(left).filter(([, count]) => count > 0)).toEqual([['meta', 2]]);
    expect((await store?.meta.toCollection().primaryKeys())?.toSorted()).toEqual([
      'format',
      'orders',
    ]);
  });

  test('lets the laptop be set up anew as another one', async () => {
    const before = deviceIdOf(laptop);
    await give('destroy-keys');
    await laptop.vault.checkOrders();
    await laptop.restart();
    expect((await laptop.vault.state()).order).toMatchObject({ kind: 'destroyed' });
    operatorId = await setUp(laptop, (await world.server.addPerson('enumerator', ['nahr'])).code);
    await approve(world.office, laptop);
    expect(deviceIdOf(laptop)).not.toBe(before);
    expect((await laptop.vault.state()).order).toBeNull();
    await enrol(laptop);
    expect(await laptop.vault.sync()).toMatchObject({ accepted: 1 });
    await give('suspend');
    await laptop.vault.checkOrders();
    expect((await laptop.vault.state()).order).toMatchObject({ kind: 'suspended' });
  });

  test('never reaches the laptop that gives it', async () => {
    const own = deviceIdOf(world.office);
    await expect(world.office.vault.giveOrder(own, 'destroy-keys', 'other')).rejects.toMatchObject({
      code: 'order.own-device',
    });
    const file = await forge({ deviceId: own, order: 'destroy-keys' });
    await expect(world.office.vault.applyOrderFile(file)).rejects.toMatchObject({
      code: 'order.own-device',
    });
    expect((await world.office.vault.state()).operators).toHaveLength(1);
  });
});

describe('an order', () => {
  test('played again, by the server or a stick, does nothing', async () => {
    const suspension = await give('suspend');
    await laptop.vault.checkOrders();
    await give('resume');
    await laptop.vault.checkOrders();
    await expect(laptop.vault.applyOrderFile(suspension)).rejects.toMatchObject({
      code: 'order.outdated',
      details: { number: 1, highest: 2 },
    });
    laptop.wire.after = (request, response) =>
      request.url.endsWith('/v1/orders/pending')
        ? Response.json({ order: Buffer.from(suspension.slice(12)).toString('base64url') })
        : response;
    await laptop.vault.checkOrders();
    expect((await laptop.vault.state()).order).toBeNull();
  });

  test('of anybody else, or to another laptop, is not carried out, and holds up nothing that waits', async () => {
    await enrol(laptop);
    const { key } = await generateSigningSeed();
    const forged = await forge({}, key);
    await expect(laptop.vault.applyOrderFile(forged)).rejects.toMatchObject({
      code: 'order.tampered',
    });
    const others = await forge({ deviceId: deviceIdOf(world.desk) });
    await expect(laptop.vault.applyOrderFile(others)).rejects.toMatchObject({
      code: 'order.not-ours',
    });
    laptop.wire.after = (request, response) =>
      request.url.endsWith('/v1/orders/pending')
        ? Response.json({ order: Buffer.from(forged.slice(12)).toString('base64url') })
        : response;
    await expect(laptop.vault.sync()).rejects.toMatchObject({ code: 'order.tampered' });
    expect(await laptop.vault.state()).toMatchObject({
      order: null,
      operators: [{ unsentRecords: 0 }],
    });
  });

  test('that was carried out is told again and again until the server has heard it', async () => {
    await give('suspend');
    laptop.wire.before = (request) => {
      if (request.url.endsWith('/v1/orders/done')) throw new TypeError('broken off');
      return undefined;
    };
    await laptop.vault.checkOrders();
    expect((await orderOf(deviceIdOf(laptop)))?.done).toBeNull();
    laptop.wire.before = () => undefined;
    await laptop.restart();
    await laptop.vault.checkOrders();
    expect((await orderOf(deviceIdOf(laptop)))?.done).not.toBeNull();
  });

  test('that cannot be asked for, or answered, holds up nothing that waits', async () => {
    await give('suspend');
    await give('resume');
    await laptop.vault.checkOrders();
    await give('resume');
    await enrol(laptop);
    laptop.wire.before = (request) =>
      request.url.includes('/v1/orders/') ? new Response('no', { status: 500 }) : undefined;
    await expect(laptop.vault.sync()).rejects.toMatchObject({ code: 'sync.server-nonsense' });
    expect((await laptop.vault.state()).operators).toMatchObject([{ unsentRecords: 0 }]);
  });

  test('of destruction, told by a laptop without keys, arrives after a restart', async () => {
    const deviceId = deviceIdOf(laptop);
    await give('destroy-keys');
    laptop.wire.before = (request) => {
      if (request.url.endsWith('/v1/orders/done')) throw new TypeError('broken off');
      return undefined;
    };
    await laptop.vault.checkOrders();
    expect((await laptop.vault.state()).order).toMatchObject({ isTold: false });
    laptop.wire.before = () => undefined;
    await laptop.restart();
    await laptop.vault.checkOrders();
    expect((await laptop.vault.state()).order).toMatchObject({ isTold: true });
    expect((await orderOf(deviceId))?.done).not.toBeNull();
  });

  test('that fails to be written is carried out at the next contact, with its number and its answer', async () => {
    await enrol(laptop);
    await laptop.vault.lock();
    await give('suspend');
    const store = laptop.context.store;
    const write = store?.meta.hook('creating');
    const fail = (key: unknown): void => {
      if (key === 'orders') throw new Error('killed here');
    };
    write?.subscribe(fail);
    await expect(laptop.vault.checkOrders()).rejects.toThrow();
    write?.unsubscribe(fail);
    expect((await laptop.vault.state()).order).toBeNull();
    expect((await orderOf(deviceIdOf(laptop)))?.done).toBeNull();
    await laptop.restart();
    await laptop.vault.checkOrders();
    expect((await laptop.vault.state()).order).toMatchObject({ kind: 'suspended' });
    expect((await orderOf(deviceIdOf(laptop)))?.done).not.toBeNull();
  });

  test('goes by a stick, and its answer comes back by one', async () => {
    const file = await give('suspend');
    laptop.wire.before = () => {
      throw new TypeError('no network');
    };
    expect(await laptop.vault.orderDoneFile()).toBeNull();
    expect(await laptop.vault.applyOrderFile(file)).toBe('suspend');
    const answer = await laptop.vault.orderDoneFile();
    expect(await world.office.vault.takeDoneFile(answer ?? new Uint8Array(0))).toBe(1);
    expect((await orderOf(deviceIdOf(laptop)))?.done).not.toBeNull();
    await expect(world.office.vault.takeDoneFile(file)).rejects.toMatchObject({
      code: 'order.done-tampered',
    });
  });

  test('is the administrator’s to give', async () => {
    const deviceId = deviceIdOf(world.desk);
    await expect(laptop.vault.giveOrder(deviceId, 'suspend', 'lost')).rejects.toMatchObject({
      code: 'server.forbidden',
    });
    await expect(laptop.vault.listOrders()).rejects.toMatchObject({ code: 'server.forbidden' });
  });
});
