import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROUTES } from '../../shared/sync/http-api.ts';
import { createWorld, enrol, type World } from './world.ts';

/** One more than a batch of the demo programme holds. */
const RECORDS = 101;
let world: World;

beforeAll(async () => {
  world = await createWorld();
}, 90_000);
afterAll(async () => {
  await world.server.close();
}, 30_000);

test('a stopped sync finishes the batch on its way, keeps the rest, and the next one sends it', async () => {
  const { vault, wire } = world.field;
  for (let nth = 0; nth < RECORDS; nth++) await enrol(world.field);
  wire.after = async (request, response) => {
    if (new URL(request.url).pathname === ROUTES.batches) await vault.stopSync();
    return response;
  };
  expect(await vault.sync()).toMatchObject({ isStopped: true, batches: 1, accepted: 100 });
  expect((await vault.counts()).byState).toMatchObject({ received: 100, 'in-batch': 1 });

  wire.after = (_request, response) => response;
  expect(await vault.sync()).toMatchObject({ isStopped: false, batches: 1, accepted: 1 });
  expect((await vault.counts()).byState).toMatchObject({ received: RECORDS, 'in-batch': 0 });
}, 60_000);

test('stopping when nothing runs does not stop the next sync', async () => {
  const { vault } = world.field;
  await vault.stopSync();
  await enrol(world.field);
  expect(await vault.sync()).toMatchObject({ isStopped: false, accepted: 1 });
});
