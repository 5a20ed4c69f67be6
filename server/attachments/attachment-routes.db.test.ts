import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { randomBytes } from '../../shared/crypto/index.ts';
import { ROUTES } from '../../shared/sync/http-api.ts';
import { eventsOf } from '../test/audit-chain.ts';
import { openBreakableStore, type BreakableStore } from '../test/breakable-store.ts';
import { bootstrap, provision, type ActiveParty, type Administrator } from '../test/provision.ts';
import {
  makeAttachment,
  makeItem,
  startChain,
  type BatchChain,
  type MadeAttachment,
} from '../test/sealed-batches.ts';
import type { Answer, TestClient } from '../test/test-client.ts';
import { startTestServer, type TestServer } from '../test/test-server.ts';

let server: TestServer;
let store: BreakableStore;
let administrator: Administrator;
let enumerator: ActiveParty;
let chain: BatchChain;
let photo: MadeAttachment;

beforeAll(async () => {
  store = await openBreakableStore();
  server = await startTestServer({ objects: store.objects });
  administrator = await bootstrap(server);
  enumerator = await provision(server, administrator, 'enumerator', ['nahr']);
  chain = startChain(administrator, enumerator);
  photo = await deliveredPhoto();
});
afterAll(async () => {
  await server.close();
  await store.remove();
});

/** A photo that the server holds with its record. */
async function deliveredPhoto(): Promise<MadeAttachment> {
  const item = await makeItem(administrator, enumerator);
  const made = await makeAttachment(administrator, enumerator, item.entry.recordId);
  const { bytes } = await chain.next([item, made]);
  expect((await enumerator.device.send('POST', ROUTES.batches, bytes)).status).toBe(200);
  return made;
}

function read(client: TestClient, address = photo.address): Promise<Answer> {
  return client.send('GET', ROUTES.attachment.replace(':hash', address));
}

/** What `work` adds to the audit chain. */
async function eventsDuring(work: () => Promise<unknown>) {
  const before = (await eventsOf(server)).length;
  await work();
  return (await eventsOf(server)).slice(before);
}

describe('an attachment', () => {
  test('is read by who reviews its area, and the read is in the chain', async () => {
    const supervisor = await provision(server, administrator, 'supervisor', ['nahr']);
    let answer: Answer | undefined;
    const events = await eventsDuring(async () => {
      answer = await read(supervisor.operator);
    });
    expect(answer?.status).toBe(200);
    expect(answer?.bytes.equals(photo.sealed)).toBe(true);
    expect(answer?.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'cache-control': 'no-store',
    });
    expect(events).toMatchObject([
      {
        action: 'attachment.read',
        purpose: 'review',
        subject: photo.address,
        recordIds: [photo.entry.recordId],
        actor: { kind: 'operator', operatorId: supervisor.person.operatorId },
      },
    ]);
  });

  test('is read by the operator who registered it, to correct it', async () => {
    const events = await eventsDuring(async () => {
      expect((await read(enumerator.operator)).status).toBe(200);
    });
    expect(events).toMatchObject([{ action: 'attachment.read', purpose: 'correction' }]);
  });

  test('is not there for others, who learn nothing and leave no event', async () => {
    const elsewhere = await provision(server, administrator, 'supervisor', ['jabal']);
    const colleague = await provision(server, administrator, 'enumerator', ['nahr']);
    const events = await eventsDuring(async () => {
      const unknown = await read(elsewhere.operator, '0'.repeat(64));
      for (const { operator } of [elsewhere, colleague]) {
        const answer = await read(operator);
        expect([answer.status, answer.code]).toEqual([404, 'server.not-found']);
        const told = (found: Answer) => ({ ...found.json<object>(), requestId: '' });
        expect(told(answer)).toEqual(told(unknown));
      }
    });
    expect(events).toEqual([]);
  });

  test('is for people who may review or register, not for laptops or other roles', async () => {
    for (const client of [enumerator.device, administrator.operator]) {
      const answer = await read(client);
      expect([answer.status, answer.code]).toEqual([403, 'server.forbidden']);
    }
  });

  test('stays unread while the object store does not answer', async () => {
    const answer = await store.whileDown(() => read(enumerator.operator));
    expect([answer.status, answer.code]).toEqual([503, 'server.not-ready']);
  });

  test('waits while those that are on their way to readers fill the room there is', async () => {
    const large = await deliveredPhoto();
    const fortyMebibytes = 40 * 1024 * 1024;
    const rows = server.db.updateTable('attachments').where('hash', '=', large.address);
    await rows.set({ size: fortyMebibytes }).execute();
    const get = store.objects.get.bind(store.objects);
    const mayGoOn = Promise.withResolvers<undefined>();
    let underWay = 0;
    let most = 0;
    const getting = vi.spyOn(store.objects, 'get').mockImplementation(async (address) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await mayGoOn.promise;
      underWay -= 1;
      return get(address);
    });
    const before = (await eventsOf(server)).length;
    const readers = [1, 2, 3].map(() => read(enumerator.operator, large.address));
    // All have been let in by now; two have no room.
    await expect.poll(async () => (await eventsOf(server)).length - before).toBe(3);
    mayGoOn.resolve(undefined);
    for (const answer of await Promise.all(readers)) expect(answer.status).toBe(200);
    expect([getting.mock.calls.length, most]).toEqual([3, 1]);
    getting.mockRestore();
  });

  test('that the store lost or changed is the server’s fault, and no other bytes are given', async () => {
    const spoilt = await deliveredPhoto();
    const file = path.join(store.folder, spoilt.address.slice(0, 2), spoilt.address.slice(2));
    await writeFile(file, randomBytes(spoilt.sealed.length));
    expect((await read(enumerator.operator, spoilt.address)).code).toBe('server.internal');
    await rm(file);
    expect((await read(enumerator.operator, spoilt.address)).code).toBe('server.internal');
  });
});
