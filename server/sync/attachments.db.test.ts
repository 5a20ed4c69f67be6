import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyBytes, toBase64Url } from '../../shared/encoding/bytes.ts';
import { ROUTES } from '../../shared/sync/http-api.ts';
import { readReceipt } from '../../shared/sync/receipt-file.ts';
import { WHOLE_PROGRAMME } from '../db/scope.ts';
import { issueCode } from '../provisioning/issue-code.ts';
import { openBreakableStore, type BreakableStore } from '../test/breakable-store.ts';
import {
  bootstrap,
  provision,
  provisionPerson,
  type ActiveParty,
  type Administrator,
} from '../test/provision.ts';
import {
  makeAttachment,
  makeDecision,
  makeItem,
  startChain,
  type BatchChain,
  type MadeItem,
} from '../test/sealed-batches.ts';
import type { Answer } from '../test/test-client.ts';
import { startTestServer, type TestServer } from '../test/test-server.ts';

let server: TestServer;
let store: BreakableStore;
let administrator: Administrator;
let enumerator: ActiveParty;
let supervisor: ActiveParty;
let chain: BatchChain;

beforeAll(async () => {
  store = await openBreakableStore();
  server = await startTestServer({ objects: store.objects });
  administrator = await bootstrap(server);
  enumerator = await provision(server, administrator, 'enumerator', ['nahr', 'jabal']);
  supervisor = await provision(server, administrator, 'supervisor', ['nahr']);
  chain = startChain(administrator, enumerator);
});
afterAll(async () => {
  await server.close();
  await store.remove();
});

/** Sends a batch of these items that must be taken, and answers their verdicts in order. */
async function deliver(
  items: readonly MadeItem[],
  { device }: Pick<ActiveParty, 'device'> = enumerator,
  through: BatchChain = chain,
): Promise<readonly string[]> {
  const { bytes } = await through.next(items);
  return verdictsOf(await device.send('POST', ROUTES.batches, bytes));
}

async function verdictsOf(answer: Answer): Promise<readonly string[]> {
  expect([answer.status, answer.code]).toEqual([200, '']);
  const { items } = await readReceipt(copyBytes(answer.bytes), server.serverKey);
  return items.map((item) => (item.verdict === 'refused' ? item.code : item.verdict));
}

/** A record of the enumerator's that the server holds. */
async function heldRecord(areaId = 'nahr-tarifa'): Promise<MadeItem> {
  const item = await makeItem(administrator, enumerator, { areaId });
  expect(await deliver([item])).toEqual(['accepted']);
  return item;
}

function rowsOf(recordId: string) {
  return server.db
    .selectFrom('attachments')
    .selectAll()
    .where('record_id', '=', recordId)
    .orderBy('hash')
    .execute();
}

describe('an attachment', () => {
  test('of a held record is taken, and kept byte for byte under its hash', async () => {
    const { entry } = await heldRecord();
    const photo = await makeAttachment(administrator, enumerator, entry.recordId);
    expect(await deliver([photo])).toEqual(['accepted']);
    expect(await store.objects.get(photo.address)).toEqual(photo.sealed);
    expect(await rowsOf(entry.recordId)).toMatchObject([
      {
        hash: photo.address,
        version: 1,
        area_id: 'nahr-tarifa',
        device_id: enumerator.deviceKey.kid,
        operator_id: enumerator.person.operatorId,
        size: photo.sealed.length,
      },
    ]);
  });

  test('is held once, whatever the item around the same content', async () => {
    const { entry } = await heldRecord();
    const photo = await makeAttachment(administrator, enumerator, entry.recordId);
    const changes = { savedAt: '2026-01-01T00:00:00Z' };
    const signedAgain = await makeAttachment(administrator, enumerator, entry.recordId, {
      sealed: photo.sealed,
      changes,
    });
    expect(await deliver([photo, photo])).toEqual(['accepted', 'already-held']);
    expect(await deliver([photo, signedAgain])).toEqual(['already-held', 'already-held']);
    expect(await rowsOf(entry.recordId)).toHaveLength(1);
  });

  test('that comes before its record waits, and is taken after it', async () => {
    const item = await makeItem(administrator, enumerator);
    const photo = await makeAttachment(administrator, enumerator, item.entry.recordId);
    expect(await deliver([photo])).toEqual(['sync.attachment-without-record']);
    expect(await rowsOf(item.entry.recordId)).toEqual([]);
    expect(await deliver([item])).toEqual(['accepted']);
    expect(await deliver([photo])).toEqual(['accepted']);
  });

  test('is decided after the records of its batch, wherever it stands in it', async () => {
    const item = await makeItem(administrator, enumerator);
    const photo = await makeAttachment(administrator, enumerator, item.entry.recordId);
    const stray = await makeAttachment(administrator, enumerator, crypto.randomUUID());
    const other = await makeItem(administrator, enumerator);
    expect(await deliver([photo, item, stray, other])).toEqual([
      'accepted',
      'accepted',
      'sync.attachment-without-record',
      'accepted',
    ]);
    const held = await server.db
      .selectFrom('records')
      .select('item_hash')
      .where('record_id', '=', item.entry.recordId)
      .executeTakeFirstOrThrow();
    expect(held.item_hash).toBe(item.itemHash);
  });

  test('of a version that is not held yet waits too', async () => {
    const { entry } = await heldRecord();
    const { recordId } = entry;
    const later = await makeAttachment(administrator, enumerator, recordId, { version: 2 });
    const never = { version: Number.MAX_SAFE_INTEGER };
    const farOff = await makeAttachment(administrator, enumerator, recordId, never);
    expect(await deliver([later, farOff])).toEqual(Array(2).fill('sync.attachment-without-record'));
  });

  test('moves with its record where a correction says another area, and comes with one', async () => {
    const record = await heldRecord();
    const { recordId } = record.entry;
    const first = await makeAttachment(administrator, enumerator, recordId);
    expect(await deliver([first])).toEqual(['accepted']);
    const returned = await makeDecision(supervisor, record, 'returned');
    const posted = await supervisor.operator.send('POST', ROUTES.decisions, {
      decisions: [toBase64Url(returned)],
    });
    expect(posted.status).toBe(200);
    const moved = { version: 2, areaId: 'jabal-qasr' };
    const correction = await makeItem(administrator, enumerator, { recordId, ...moved });
    const second = await makeAttachment(administrator, enumerator, recordId, moved);
    // One that was on its way all the time, in the area of then.
    const late = await makeAttachment(administrator, enumerator, recordId);
    expect(await deliver([correction, second, late])).toEqual(Array(3).fill('accepted'));
    const areas = (await rowsOf(recordId)).map((row) => row.area_id);
    expect(areas).toEqual(Array(3).fill('jabal-qasr'));
  });

  test('may come from another laptop of the same operator', async () => {
    const { entry } = await heldRecord();
    const { person } = enumerator;
    const code = await server.deps.db.within(WHOLE_PROGRAMME, (db) =>
      issueCode(db, person.operatorId),
    );
    const other = await provisionPerson(server, administrator, { ...person, code });
    const photo = await makeAttachment(administrator, enumerator, entry.recordId);
    const restored = await makeAttachment(administrator, other, entry.recordId, {
      sealed: photo.sealed,
    });
    const otherChain = startChain(administrator, other);
    expect(await deliver([restored], other, otherChain)).toEqual(['accepted']);
    expect(await deliver([photo])).toEqual(['already-held']);
  });
});

describe('while the object store does not answer', () => {
  test('a batch with attachments is refused for now, whole, and taken afterwards', async () => {
    const item = await makeItem(administrator, enumerator);
    const photo = await makeAttachment(administrator, enumerator, item.entry.recordId);
    const { bytes } = await chain.next([item, photo]);
    const send = (): Promise<Answer> => enumerator.device.send('POST', ROUTES.batches, bytes);
    const answer = await store.whileDown(send);
    expect([answer.status, answer.code]).toEqual([503, 'server.not-ready']);
    expect(await rowsOf(item.entry.recordId)).toEqual([]);
    const records = server.db.selectFrom('records').selectAll();
    expect(await records.where('record_id', '=', item.entry.recordId).execute()).toEqual([]);
    expect(await verdictsOf(await send())).toEqual(['accepted', 'accepted']);
  });

  test('records alone are taken as ever, and the server says that it is not ready', async () => {
    await store.whileDown(async () => {
      await heldRecord();
      const answer = await server.app.inject({ method: 'GET', url: ROUTES.ready });
      expect(answer.statusCode).toBe(503);
    });
    expect((await server.app.inject({ method: 'GET', url: ROUTES.ready })).statusCode).toBe(200);
  });
});
