import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createWorld, enrol, unlock, type World } from './world.ts';

const DAY_MS = 86_400_000;
const YEARS_MS = 12 * 365 * DAY_MS;
const TIMEOUT_MS = 60_000;

let world: World;
/** How the server answered since the test began. */
let statuses: number[] = [];

beforeAll(async () => {
  world = await createWorld();
  world.field.wire.after = (_request, response) => {
    statuses.push(response.status);
    return response;
  };
}, TIMEOUT_MS);
afterAll(async () => {
  await world.server.close();
});
beforeEach(async () => {
  const { field, enumeratorId } = world;
  await field.vault.lock();
  field.now = () => new Date();
  // A program that was just started has no token and no nonce.
  await field.restart();
  await unlock(field, enumeratorId);
  statuses = [];
});

const refused = (): number => statuses.filter((status) => status === 401).length;

test.each([
  ['years behind', -YEARS_MS],
  ['years ahead', YEARS_MS],
  ['half an hour behind', -DAY_MS / 48],
])('a laptop whose clock is %s delivers all the same', async (_name, shift) => {
  const { field } = world;
  await enrol(field);
  field.now = () => new Date(Date.now() + shift);
  await enrol(field);
  expect(await field.vault.sync()).toMatchObject({ accepted: 2, refused: 0 });
  // One refusal brings the nonce, and it holds for the token and for every call.
  expect(refused()).toBe(1);
  await field.vault.sync();
  expect(refused()).toBe(1);
});

test('locked, and past its lease by that clock, it delivers too; the vault stays shut', async () => {
  const { field, enumeratorId } = world;
  await enrol(field);
  await field.vault.lock();
  field.now = () => new Date(Date.now() + YEARS_MS);
  expect(await field.vault.sync()).toMatchObject({ accepted: 1 });
  await expect(unlock(field, enumeratorId)).rejects.toMatchObject({ code: 'vault.lease-expired' });
});

test('delivering by a nonce leaves the lease as it was', async () => {
  const { field, enumeratorId } = world;
  const [operator] = (await field.vault.state()).operators;
  const leaseUntil = Date.parse(operator?.leaseUntil ?? '');
  await field.vault.lock();
  field.now = () => new Date(Date.now() - YEARS_MS);
  await field.vault.sync();
  field.now = () => new Date(leaseUntil + DAY_MS);
  await expect(unlock(field, enumeratorId)).rejects.toMatchObject({ code: 'vault.lease-expired' });
});

test('a right clock asks for no nonce', async () => {
  await enrol(world.field);
  expect(await world.field.vault.sync()).toMatchObject({ accepted: 1 });
  expect(refused()).toBe(0);
});

test('a clock that is set while the program runs costs two refusals at the most', async () => {
  const { field } = world;
  await field.vault.sync();
  for (const shift of [YEARS_MS, -YEARS_MS, 0, YEARS_MS / 3]) {
    statuses = [];
    field.now = () => new Date(Date.now() + shift);
    await enrol(field);
    expect(await field.vault.sync()).toMatchObject({ accepted: 1 });
    expect(refused()).toBeLessThanOrEqual(2);
  }
});

test('a line that always asks for another nonce is given up on, not asked for ever', async () => {
  const { field } = world;
  await enrol(field);
  const problem = {
    type: 'about:blank',
    title: 'x',
    status: 401,
    code: 'server.nonce-needed',
    details: {},
    requestId: 'r',
  };
  let asked = 0;
  field.wire.before = () => {
    asked += 1;
    const headers = { 'dpop-nonce': `nonce-${String(asked)}` };
    return Response.json(problem, { status: 401, headers });
  };
  try {
    await expect(field.vault.sync()).rejects.toMatchObject({ code: 'server.nonce-needed' });
    expect(asked).toBeLessThan(40);
  } finally {
    field.wire.before = () => undefined;
  }
  expect(await field.vault.sync()).toMatchObject({ accepted: 1 });
});
