import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Transaction } from 'kysely';
import { ROUTES } from '../../shared/sync/http-api.ts';
import { shareForTransaction } from '../db/locks.ts';
import type { AttachmentTable, Database } from '../db/schema.ts';
import { openBreakableStore, type BreakableStore } from '../test/breakable-store.ts';
import { bootstrap, provision } from '../test/provision.ts';
import { raceBehindLock } from '../test/race.ts';
import { randomObject } from '../test/random-object.ts';
import { makeAttachment, makeItem, startChain } from '../test/sealed-batches.ts';
import { startTestServer, type TestServer } from '../test/test-server.ts';
import { sweepObjects } from './sweep.ts';

const TWO_DAYS_MS = 2 * 86_400_000;

let server: TestServer;
let store: BreakableStore;
/** Of an attachment that is held. */
let row: AttachmentTable;

beforeAll(async () => {
  store = await openBreakableStore();
  server = await startTestServer({ objects: store.objects });
  const administrator = await bootstrap(server);
  const enumerator = await provision(server, administrator, 'enumerator', ['nahr']);
  const item = await makeItem(administrator, enumerator);
  const photo = await makeAttachment(administrator, enumerator, item.entry.recordId);
  const { bytes } = await startChain(administrator, enumerator).next([item, photo]);
  expect((await enumerator.device.send('POST', ROUTES.batches, bytes)).status).toBe(200);
  row = await server.db.selectFrom('attachments').selectAll().executeTakeFirstOrThrow();
});
beforeEach(async () => {
  for (const address of await store.addresses()) {
    if (address !== row.hash) await store.objects.delete(address);
  }
});
afterAll(async () => {
  await server.close();
  await store.remove();
});

function sweep(signal?: AbortSignal, objects = store.objects): Promise<number> {
  const later = new Date(Date.now() + TWO_DAYS_MS);
  return sweepObjects(server.deps.db, objects, later, signal);
}

async function putOrphans(count: number): Promise<readonly string[]> {
  const made = Array.from({ length: count }, () => randomObject(100));
  for (const { address, bytes } of made) await store.objects.put(address, bytes);
  return made.map(({ address }) => address);
}

test('takes away what no attachment names, and nothing else', async () => {
  await putOrphans(3);
  expect(await sweep()).toBe(3);
  expect(await store.addresses()).toEqual([row.hash]);
});

test('leaves what was put within the last day: its row may be on its way', async () => {
  await putOrphans(1);
  expect(await sweepObjects(server.deps.db, store.objects, new Date())).toBe(0);
  expect(await store.addresses()).toHaveLength(2);
});

test('leaves an old orphan that is put anew at this moment, and whose row is not committed', async () => {
  await server.db.deleteFrom('attachments').execute();
  const putAnew = async (trx: Transaction<Database>): Promise<void> => {
    await shareForTransaction(trx, 'objects');
    await trx.insertInto('attachments').values(row).execute();
  };
  // It has one connection: whoever comes second sees what is committed.
  if (server.engine === 'pglite') await server.db.transaction().execute(putAnew);
  expect(await raceBehindLock(server, putAnew, [() => sweep()])).toEqual([0]);
  expect(await store.addresses()).toEqual([row.hash]);
});

test('breaks off between two objects when the server stops', async () => {
  await putOrphans(3);
  const stopping = new AbortController();
  const objects = {
    ...store.objects,
    async delete(address: string) {
      await store.objects.delete(address);
      stopping.abort();
    },
  };
  expect(await sweep(stopping.signal, objects)).toBe(1);
  expect(await store.addresses()).toHaveLength(3);
});

test('deletes nothing while the store or its list fails', async () => {
  await putOrphans(1);
  await expect(store.whileDown(() => sweep())).rejects.toThrow();
  expect(await store.addresses()).toHaveLength(2);
});
