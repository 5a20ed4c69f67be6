import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROUTES } from '../../shared/sync/http-api.ts';
import {
  approve,
  createWorld,
  enrol,
  setUp,
  startLaptop,
  unlock,
  type Laptop,
  type World,
} from './world.ts';

let world: World;
let leaving: Laptop;
let leavingId: string;
beforeAll(async () => {
  world = await createWorld();
  leaving = await startLaptop(world.server.app);
  leavingId = await setUp(leaving, (await world.server.addPerson('supervisor', ['nahr'])).code);
  await approve(world.office, leaving);
}, 90_000);
afterAll(async () => {
  await world.server.close();
}, 30_000);

async function names(laptop: Laptop): Promise<readonly unknown[]> {
  const { items } = await laptop.vault.reviewQueue(0, 50);
  return items.map(({ record }) => record.answers['familyName']);
}

async function failures(laptop: Laptop): Promise<readonly string[]> {
  const queue = await laptop.vault.reviewQueue(0, 50);
  return queue.failures.map(({ code }) => code);
}

async function deviceOf(operatorId: string): Promise<string> {
  const devices = await world.office.vault.listDevices();
  const found = devices.find(({ operators }) =>
    operators.some((person) => person.operatorId === operatorId),
  );
  if (found === undefined) throw new Error('no such laptop');
  return found.deviceId;
}

test('a supervisor who leaves reads nothing that is sealed afterwards; the others read all', async () => {
  const { field, desk, office } = world;
  await enrol(field, { familyName: 'Sabbagh' });
  await field.vault.sync();
  expect(await names(desk)).toEqual(['Sabbagh']);
  expect(await names(leaving)).toEqual(['Sabbagh']);

  const deviceId = await deviceOf(leavingId);
  const { reviewKeys } = await office.vault.lossReport(deviceId);
  const areaIds = reviewKeys.map(({ areaId }) => areaId);
  expect(areaIds).toContain('nahr');
  // The server does not even have to know: what the administrator signs is what counts.
  const renewed = await office.vault.renewReviewKeys(areaIds, deviceId);
  // The administrator and the supervisor who stays.
  expect(renewed).toEqual({ areas: areaIds.length, people: 2 });

  // The enumerator's open session seals to the new keys from its next sync on.
  await field.vault.sync();
  await enrol(field, { familyName: 'Tuma' });
  await field.vault.sync();
  await leaving.vault.sync();
  expect(await names(leaving)).toEqual(['Sabbagh']);
  expect(await failures(leaving)).toEqual(['review.key-missing']);
  await desk.vault.sync();
  expect(await names(desk)).toEqual(['Sabbagh', 'Tuma']);
  expect(await failures(desk)).toEqual([]);
});

test('who was away for two periods holds all keys after one sync, and after a lock', async () => {
  const { field, desk, office } = world;
  await office.vault.renewReviewKeys(['nahr', 'nahr-tarifa'], 'another');
  await field.vault.sync();
  await enrol(field, { familyName: 'Haddad' });
  await office.vault.renewReviewKeys(['nahr', 'nahr-tarifa'], 'another');
  await field.vault.sync();
  await enrol(field, { familyName: 'Najjar' });
  await field.vault.sync();
  await desk.vault.sync();
  expect(await names(desk)).toEqual(['Sabbagh', 'Tuma', 'Haddad', 'Najjar']);
  // Whoever left stays left out, though the server lists their laptop as if nothing had happened.
  await leaving.vault.sync();
  expect(await names(leaving)).toEqual(['Sabbagh']);
  await desk.vault.lock();
  await unlock(desk, world.supervisorId);
  expect(await names(desk)).toEqual(['Sabbagh', 'Tuma', 'Haddad', 'Najjar']);
});

test('new keys are the founder’s to make, for areas that have some', async () => {
  await expect(world.desk.vault.renewReviewKeys(['nahr'], 'another')).rejects.toMatchObject({
    code: 'server.forbidden',
  });
  await expect(world.office.vault.renewReviewKeys(['elsewhere'], 'another')).rejects.toMatchObject({
    code: 'server.input-invalid',
  });
  await expect(
    world.office.vault.renewReviewKeys(
      ['nahr'],
      world.office.context.session?.programme?.deviceId ?? '',
    ),
  ).rejects.toMatchObject({ code: 'server.forbidden' });
  await expect(world.office.vault.renewReviewKeys([], 'another')).rejects.toMatchObject({
    code: 'server.input-invalid',
  });
});

test('a publication whose answer is lost is found at the next sync, and the next period follows it', async () => {
  const { office, desk } = world;
  office.wire.after = (request, response) =>
    request.method === 'PUT' && request.url.endsWith(ROUTES.publishPack)
      ? new Response('<html>', { status: 502 })
      : response;
  await expect(office.vault.renewReviewKeys(['nahr'], 'another')).rejects.toMatchObject({
    code: expect.stringMatching(/^sync\./u) as string,
  });
  office.wire.after = (_request, response) => response;
  await office.vault.sync();
  expect((await office.vault.renewReviewKeys(['nahr'], 'another')).areas).toBe(1);
  await desk.vault.sync();
  expect(await failures(desk)).toEqual([]);
});
