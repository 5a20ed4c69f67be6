/**
 * A laptop that was provisioned and means ill: it holds a valid device key and an enumerator's key, and knows the protocol.
 * Whatever it sends, others' records, tokens and chains stay as they were, and it learns nothing of them.
 */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signMessage } from '../../shared/crypto/index.ts';
import { concatBytes, copyBytes, type Bytes } from '../../shared/encoding/bytes.ts';
import { BATCH_MAGIC } from '../../shared/sync/batch-file.ts';
import { frame } from '../../shared/sync/framing.ts';
import { ROUTES } from '../../shared/sync/http-api.ts';
import { readReceipt } from '../../shared/sync/receipt-file.ts';
import { BATCH_BODY_LIMIT } from '../http/batch-body-limit.ts';
import { bootstrap, provision, type ActiveParty, type Administrator } from '../test/provision.ts';
import {
  makeItem,
  startChain,
  testToken,
  type BatchChain,
  type ItemWish,
  type MadeItem,
} from '../test/sealed-batches.ts';
import { call, proofHeaders, type Answer } from '../test/test-client.ts';
import { startTestServer, type TestServer } from '../test/test-server.ts';

let server: TestServer;
let administrator: Administrator;
let victim: ActiveParty;
let victimItem: MadeItem;
let victimBatch: { readonly bytes: Bytes; readonly batchHash: string };
let hostile: ActiveParty;
let chain: BatchChain;

const TOKEN = { fieldId: 'nationalId', kind: 'exact', token: testToken('NID-1') } as const;

beforeAll(async () => {
  server = await startTestServer();
  administrator = await bootstrap(server);
  victim = await provision(server, administrator, 'enumerator', ['nahr']);
  victimItem = await makeItem(administrator, victim, { tokens: [TOKEN] });
  victimBatch = await startChain(administrator, victim).next([victimItem]);
  expect((await victim.device.send('POST', ROUTES.batches, victimBatch.bytes)).status).toBe(200);
  hostile = await provision(server, administrator, 'enumerator', ['nahr']);
  chain = startChain(administrator, hostile);
});
afterAll(async () => {
  await server.close();
});

/** What the server holds of records, whoever sent them; with `devices` where chains stand as well. */
async function state(...more: readonly 'devices'[]): Promise<string> {
  const tables = ['records', 'tokens', 'candidate_pairs', 'decisions', 'people', 'operators'];
  const parts: unknown[] = [];
  for (const table of tables) {
    const { rows } = await sql`select * from ${sql.table(table)} order by 1, 2`.execute(server.db);
    parts.push(rows);
  }
  if (more.length > 0) {
    const { rows } = await sql`select device_id, last_sequence, last_batch_hash, revoked_at
      from devices order by 1`.execute(server.db);
    parts.push(rows, (await sql`select * from batches order by 1, 2`.execute(server.db)).rows);
  }
  return JSON.stringify(parts);
}

function post(bytes: Uint8Array): Promise<Answer> {
  return hostile.device.send('POST', ROUTES.batches, bytes);
}

/** Sends a batch that must be refused whole, and answers the refusal. */
async function refusedWhole(bytes: Uint8Array): Promise<readonly [number, string]> {
  const before = await state('devices');
  const answer = await post(bytes);
  expect(await state('devices')).toBe(before);
  return [answer.status, answer.code];
}

/** Sends one item in a batch in order: the batch counts, the item must not. Answers its refusal. */
async function refusedItem(item: MadeItem): Promise<string> {
  const before = await state();
  const { bytes } = await chain.next([item]);
  const answer = await post(bytes);
  expect([answer.status, answer.code]).toEqual([200, '']);
  expect(await state()).toBe(before);
  const { items } = await readReceipt(copyBytes(answer.bytes), server.serverKey);
  return items.map((one) => (one.verdict === 'refused' ? one.code : one.verdict)).join();
}

/** A batch that the real chain does not count: it begins where the chain does not stand. */
async function apart(
  changes: Parameters<BatchChain['next']>[1],
  wish: ItemWish = {},
): Promise<Bytes> {
  const item = await makeItem(administrator, hostile, wish);
  return (await startChain(administrator, hostile).next([item], changes)).bytes;
}

describe('a hostile laptop that sends batches', () => {
  test('of another programme, of a size, a number or a predecessor of its own choice, is refused', async () => {
    const { bytes } = await chain.next([await makeItem(administrator, hostile)]);
    expect((await post(bytes)).status).toBe(200);
    expect(await refusedWhole(await apart({ programmeId: 'another', sequence: 2 }))).toEqual([
      400,
      'sync.batch-malformed',
    ]);
    for (const sequence of [3, 1000, Number.MAX_SAFE_INTEGER]) {
      expect(await refusedWhole(await apart({ sequence }))).toEqual([409, 'sync.batch-gap']);
    }
    expect(await refusedWhole(await apart({ sequence: 1 }))).toEqual([409, 'sync.batch-conflict']);
    const previousHash = victimBatch.batchHash;
    expect(await refusedWhole(await apart({ sequence: 2, previousHash }))).toEqual([
      409,
      'sync.batch-conflict',
    ]);
  });

  test('too large, or vast once they are decoded, costs the server nothing', async () => {
    expect(await refusedWhole(new Uint8Array(BATCH_BODY_LIMIT + 1))).toEqual([
      413,
      'server.too-large',
    ]);
    // Eight million parts without content, and an array of as many empty maps: gigabytes, were they built.
    const zeros = new Uint8Array(BATCH_BODY_LIMIT - BATCH_MAGIC.length);
    const maps = new Uint8Array(zeros.length - 4).fill(0xa0);
    maps[0] = 0x9a;
    new DataView(maps.buffer).setUint32(1, maps.length - 5);
    for (const body of [zeros, frame(maps)]) {
      const answer = await refusedWhole(concatBytes(BATCH_MAGIC, body));
      expect(answer).toEqual([400, 'sync.batch-malformed']);
    }
  });

  test('and plays its own again gets the very receipt, and nothing changes', async () => {
    const { bytes } = await chain.next([await makeItem(administrator, hostile)]);
    const first = await post(bytes);
    const before = await state('devices');
    const again = await post(bytes);
    expect(again.bytes.equals(first.bytes)).toBe(true);
    expect(await state('devices')).toBe(before);
  });
});

describe('a hostile laptop that sends items', () => {
  const item = (wish: ItemWish = {}): Promise<MadeItem> => makeItem(administrator, hostile, wish);

  test('of another operator has them refused, whoever is named and whoever signs', async () => {
    expect(await refusedItem(await item({ signer: victim.operatorKey }))).toBe(
      'sync.item-signature-invalid',
    );
    const { operatorId } = victim.person;
    expect(await refusedItem(await item({ changes: { operatorId } }))).toBe(
      'sync.item-signature-invalid',
    );
    // Its own device key is no enumerator's key either.
    expect(await refusedItem(await item({ signer: hostile.deviceKey }))).toBe(
      'sync.item-signature-invalid',
    );
    // The victim's item as it is, copied from wherever it lay.
    expect(await refusedItem(victimItem)).toBe('sync.item-signature-invalid');
  });

  test('under the victim’s record gets neither the record nor its place', async () => {
    const { recordId } = victimItem.entry;
    expect(await refusedItem(await item({ recordId }))).toBe('sync.item-conflict');
    for (const version of [2, 3]) {
      expect(await refusedItem(await item({ recordId, version }))).toBe('sync.item-conflict');
    }
    // As if it were the same record, restored from a backup.
    const restored = [{ itemHash: victimItem.itemHash, deviceId: victim.deviceKey.kid }];
    expect(await refusedItem(await item({ recordId, changes: { restored } }))).toBe(
      'sync.item-conflict',
    );
    // Another spelling of the same id.
    expect(await refusedItem(await item({ recordId: recordId.toUpperCase() }))).toBe(
      'sync.item-malformed',
    );
  });

  test('of another programme, device or area, or that no reviewer can open, has them refused', async () => {
    const { binding } = await bindingOf();
    for (const changes of [{ programmeId: 'another' }, { deviceId: victim.deviceKey.kid }]) {
      const made = await item({ changes: { binding: { ...binding, ...changes } } });
      expect(
        await refusedItem({ ...made, entry: { ...made.entry, recordId: binding.recordId } }),
      ).toBe('sync.item-malformed');
    }
    expect(await refusedItem(await item({ areaId: 'highlands' }))).toBe('sync.item-area-forbidden');
    const recordKeys = [{ kid: 'mine', enc: new Uint8Array(32), ct: new Uint8Array(48) }];
    expect(await refusedItem(await item({ changes: { recordKeys } }))).toBe('sync.item-malformed');
  });

  test('with a thousand tokens, or tokens that are none, has them refused', async () => {
    const tokens = Array.from({ length: 1000 }, (_unused, at) => ({
      ...TOKEN,
      token: testToken(String(at)),
    }));
    expect(await refusedItem(await item({ changes: { tokens } }))).toBe('sync.item-malformed');
    for (const changed of [{ token: 'short' }, { kind: 'any' }, { fieldId: 'x'.repeat(41) }]) {
      const bad = [{ ...TOKEN, ...changed }] as never;
      expect(await refusedItem(await item({ changes: { tokens: bad } }))).toBe(
        'sync.item-malformed',
      );
    }
  });

  test('with what no column holds has them refused, and never the server at fault', async () => {
    for (const changes of [
      { registrationNumber: 'AAAA\u0000' },
      { savedAt: '0000-01-01T00:00:00Z' },
      { tokens: [{ ...TOKEN, fieldId: 'a\u0000' }] },
    ]) {
      const made = await item({ changes });
      expect(await refusedItem(made), JSON.stringify(changes)).toBe('sync.item-malformed');
    }
  });

  test('learns from no receipt whether somebody else has a token, and none of another field matches', async () => {
    const receiptFor = async (tokens: NonNullable<ItemWish['tokens']>): Promise<string> => {
      const { bytes } = await chain.next([await item({ tokens })]);
      const answer = await post(bytes);
      const { items } = await readReceipt(copyBytes(answer.bytes), server.serverKey);
      return items.map((one) => [one.verdict, ...Object.keys(one).sort()].join(' ')).join();
    };
    const pairs = async (): Promise<number> =>
      (await server.db.selectFrom('candidate_pairs').selectAll().execute()).length;
    const before = await pairs();
    const unknown = await receiptFor([{ ...TOKEN, token: testToken('nobody') }]);
    expect(await receiptFor([{ ...TOKEN, fieldId: 'phone' }])).toBe(unknown);
    expect(await receiptFor([{ ...TOKEN, kind: 'phonetic-birth-date' }])).toBe(unknown);
    expect(await pairs()).toBe(before);
    // One that does match is for reviewers to see; the laptop gets the same answer.
    expect(await receiptFor([TOKEN])).toBe(unknown);
    expect(await pairs()).toBe(before + 1);
  });

  /** A binding of its own, for items that are bound to something else. */
  async function bindingOf() {
    const recordId = randomUUID();
    return {
      binding: {
        programmeId: administrator.pack.id,
        recordId,
        version: 1,
        deviceId: hostile.deviceKey.kid,
        areaId: 'nahr-tarifa',
        schemaVersion: 1,
      },
    };
  }
});

describe('a hostile laptop that asks', () => {
  test('with a captured proof or token of the victim is nobody', async () => {
    const token = await victim.device.token();
    const captured = await proofHeaders(victim.deviceKey, token, 'POST', ROUTES.batches);
    const send = (headers: Readonly<Record<string, string>>): Promise<Answer> =>
      call(server.app, 'POST', ROUTES.batches, { headers, body: victimBatch.bytes });
    expect((await send(captured)).status).toBe(200);
    expect((await send(captured)).code).toBe('server.unauthenticated');
    const own = await proofHeaders(hostile.deviceKey, token, 'POST', ROUTES.batches);
    expect((await send(own)).code).toBe('server.unauthenticated');
    const mixed = { ...captured, authorization: `DPoP ${await hostile.device.token()}` };
    expect((await send(mixed)).code).toBe('server.unauthenticated');
  });

  test('for what is the victim’s finds nothing', async () => {
    const get = (path: string): Promise<Answer> => hostile.device.send('GET', path);
    const receipt = ROUTES.receipt.replace(':batchHash', victimBatch.batchHash);
    expect((await get(receipt)).code).toBe('server.not-found');
    for (const path of [
      `${ROUTES.reviewRecords}?after=0&limit=10`,
      ROUTES.devices,
      ROUTES.pendingRequests,
    ]) {
      const answer = await get(path);
      expect([answer.status, answer.code], path).toEqual([403, 'server.forbidden']);
    }
    expect((await get(`${ROUTES.decisions}?after=0&limit=10`)).json()).toMatchObject({
      decisions: [],
    });
  });

  test('for decisions of its own making has none taken', async () => {
    const decision = await signMessage(hostile.operatorKey, 'review-decision', {
      verdict: 'approved',
      recordId: victimItem.entry.recordId,
      version: 1,
      itemHash: victimItem.itemHash,
      supervisorId: hostile.person.operatorId,
      decidedAt: new Date().toISOString(),
    });
    const before = await state('devices');
    const body = { decisions: [Buffer.from(decision).toString('base64url')] };
    for (const client of [hostile.device, hostile.operator]) {
      const answer = await client.send('POST', ROUTES.decisions, body);
      expect([answer.status, answer.code]).toEqual([403, 'server.forbidden']);
    }
    expect(await state('devices')).toBe(before);
  });
});
