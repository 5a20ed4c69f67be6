import { afterAll, beforeAll, expect, test } from 'vitest';
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

test('a stopped sync stays between two pieces or two batches, and the next one goes on there', async () => {
  const { vault, wire } = world.field;
  for (let nth = 0; nth < RECORDS; nth++) await enrol(world.field);
  const stopAfter = (isIt: (request: Request, response: Response) => boolean): void => {
    wire.after = async (request, response) => {
      if (isIt(request, response)) await vault.stopSync();
      return response;
    };
  };
  stopAfter(({ method }) => method === 'PATCH');
  expect(await vault.sync()).toMatchObject({ isStopped: true, batches: 0, accepted: 0 });
  expect((await vault.counts()).byState).toMatchObject({ received: 0, 'in-batch': RECORDS });

  stopAfter(({ url }, { ok }) => ok && new URL(url).pathname.endsWith('/receipt'));
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
