import { randomUUID } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flipBit } from '../../test/support/bytes-arbitrary.ts';
import { generateSigningSeed, sha256 } from '../../shared/crypto/index.ts';
import { copyBytes, toBase64Url } from '../../shared/encoding/bytes.ts';
import { ROUTES } from '../../shared/sync/http-api.ts';
import { contentDigest } from '../../shared/sync/upload-protocol.ts';
import { readReceipt, type BatchReceipt } from '../../shared/sync/receipt-file.ts';
import { bootstrap, provision, type ActiveParty, type Administrator } from '../test/provision.ts';
import { makeDecision, makeItem, startChain, testToken } from '../test/sealed-batches.ts';
import { lockForTransaction } from '../db/locks.ts';
import type { Database } from '../db/schema.ts';
import { raceBehindLock } from '../test/race.ts';
import { askToken, call, proofHeaders, type Answer } from '../test/test-client.ts';
import { startTestServer, type TestServer } from '../test/test-server.ts';

let server: TestServer;
let administrator: Administrator;

beforeAll(async () => {
  server = await startTestServer();
  administrator = await bootstrap(server);
});
afterAll(async () => {
  await server.close();
});

async function newEnumerator(): Promise<ActiveParty> {
  return provision(server, administrator, 'enumerator', ['nahr']);
}

async function send(party: ActiveParty, bytes: Uint8Array): Promise<Answer> {
  return party.device.send('POST', ROUTES.batches, bytes);
}

async function receiptOf(answer: Answer): Promise<BatchReceipt> {
  expect([answer.status, answer.code]).toEqual([200, '']);
  return readReceipt(copyBytes(answer.bytes), server.serverKey);
}

async function verdictsOf(answer: Answer): Promise<readonly string[]> {
  const { items } = await receiptOf(answer);
  return items.map((item) => (item.verdict === 'refused' ? item.code : item.verdict));
}

async function lockDevice(trx: Transaction<Database>, party: ActiveParty): Promise<void> {
  await trx
    .selectFrom('devices')
    .select('device_id')
    .where('device_id', '=', party.deviceKey.kid)
    .forUpdate()
    .execute();
}

/** Rows of every table that a batch touches. */
async function counts(): Promise<unknown> {
  const { rows } = await sql`select
    (select count(*) from batches) as batches, (select count(*) from records) as records,
    (select count(*) from tokens) as tokens,
    (select sum(last_sequence) from devices) as sequences`.execute(server.db);
  return JSON.parse(JSON.stringify(rows[0]));
}

describe('a batch', () => {
  test('is answered by a receipt that names every item', async () => {
    const party = await newEnumerator();
    const items = await Promise.all([1, 2, 3].map(() => makeItem(administrator, party)));
    const { bytes, batchHash } = await startChain(administrator, party).next(items);
    const receipt = await receiptOf(await send(party, bytes));
    expect(receipt).toMatchObject({ deviceId: party.deviceKey.kid, sequence: 1, batchHash });
    expect(receipt.items).toEqual(
      items.map(({ entry, itemHash }) => ({
        verdict: 'accepted',
        recordId: entry.recordId,
        version: 1,
        hash: itemHash,
      })),
    );
  });

  test('sent again gets the same receipt, byte for byte, and changes nothing', async () => {
    const party = await newEnumerator();
    const tokens = [{ fieldId: 'nationalId', kind: 'exact' as const, token: testToken('a') }];
    const chain = startChain(administrator, party);
    const first = await chain.next([await makeItem(administrator, party, { tokens })]);
    const answer = await send(party, first.bytes);
    const second = await chain.next([await makeItem(administrator, party)]);
    await receiptOf(await send(party, second.bytes));
    const before = await counts();
    const again = await send(party, first.bytes);
    expect(again.bytes.equals(answer.bytes)).toBe(true);
    expect(await counts()).toEqual(before);
  });

  test('sent twice at the same time is stored once', async () => {
    const party = await newEnumerator();
    const { bytes } = await startChain(administrator, party).next([
      await makeItem(administrator, party),
      await makeItem(administrator, party),
    ]);
    await party.device.token();
    const once = () => send(party, bytes);
    const answers = await raceBehindLock(server, (trx) => lockDevice(trx, party), [
      once,
      once,
      once,
    ]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map((answer) => answer.bytes.toString('hex'))).size).toBe(1);
    const stored = await server.db
      .selectFrom('records')
      .select('record_id')
      .where('device_id', '=', party.deviceKey.kid)
      .execute();
    expect(stored).toHaveLength(2);
  });

  test('waits its turn to draw cursors, so that they become visible in order', async () => {
    const parties = [await newEnumerator(), await newEnumerator()];
    const sends = await Promise.all(
      parties.map(async (party) => {
        const { bytes } = await startChain(administrator, party).next([
          await makeItem(administrator, party),
        ]);
        return () => send(party, bytes);
      }),
    );
    const answers = await raceBehindLock(
      server,
      (trx) => lockForTransaction(trx, 'records'),
      sends,
    );
    expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
  });

  test('that was damaged on the way is told from one that is malformed', async () => {
    const party = await newEnumerator();
    const item = await makeItem(administrator, party);
    const { bytes } = await startChain(administrator, party).next([item]);
    const sendSaying = async (body: Uint8Array, digest: string): Promise<string> => {
      const token = await party.device.token();
      const proof = await proofHeaders(party.deviceKey, token, 'POST', ROUTES.batches);
      const headers = { ...proof, 'content-digest': digest };
      const answer = await call(server.app, 'POST', ROUTES.batches, { headers, body });
      return answer.code;
    };
    const digest = contentDigest(sha256(bytes));
    const damaged = flipBit(bytes, bytes.length - 1);
    const before = await counts();
    expect(await sendSaying(damaged, digest)).toBe('sync.upload-damaged');
    expect(await sendSaying(damaged, `sha-512=:AAAA:, ${digest}`)).toBe('sync.upload-damaged');
    expect(await sendSaying(damaged, 'sha-512=:AAAA:')).toBe('sync.batch-malformed');
    expect(await counts()).toEqual(before);
    expect(await sendSaying(bytes, digest)).toBe('');
  });

  test('that is cut anywhere is refused whole', async () => {
    const party = await newEnumerator();
    const items = await Promise.all([1, 2].map(() => makeItem(administrator, party)));
    const { bytes } = await startChain(administrator, party).next(items);
    const before = await counts();
    const lastItem = bytes.length - (items[1]?.bytes.length ?? 0) - 4;
    for (const length of [0, 5, 8, 10, 200, lastItem, lastItem + 2, bytes.length - 1]) {
      const answer = await send(party, bytes.slice(0, length));
      expect([length, answer.status, answer.code]).toEqual([
        length,
        400,
        length === 0
          ? expect.stringMatching(/sync\.batch-truncated|server\.input-invalid/u)
          : 'sync.batch-truncated',
      ]);
    }
    expect(await counts()).toEqual(before);
    expect(await verdictsOf(await send(party, bytes))).toEqual(['accepted', 'accepted']);
  });

  test('with one bit flipped anywhere is refused whole', async () => {
    const party = await newEnumerator();
    const { bytes } = await startChain(administrator, party).next([
      await makeItem(administrator, party),
    ]);
    const before = await counts();
    for (let at = 0; at < bytes.length; at += Math.ceil(bytes.length / 25)) {
      const flipped = copyBytes(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      const answer = await send(party, flipped);
      expect([at, answer.code]).toEqual([at, expect.stringMatching(/^sync\./u)]);
    }
    expect(await counts()).toEqual(before);
  });

  test('of a device that nobody vouched for is refused', async () => {
    const party = await newEnumerator();
    const { key: unknown } = await generateSigningSeed();
    const stranger = { ...party, deviceKey: unknown };
    const strange = await startChain(administrator, stranger).next([
      await makeItem(administrator, stranger),
    ]);
    expect((await send(party, strange.bytes)).code).toBe('sync.maker-unknown');
    expect((await askToken(server.app, unknown)).code).toBe('sync.device-unknown');
  });

  test('of a revoked device is refused, with a token from before too', async () => {
    const party = await newEnumerator();
    const { bytes } = await startChain(administrator, party).next([
      await makeItem(administrator, party),
    ]);
    await party.device.token();
    await party.operator.token();
    const path = ROUTES.revokeDevice.replace(':deviceId', party.deviceKey.kid);
    expect((await administrator.operator.send('PUT', path)).status).toBe(204);
    expect((await administrator.operator.send('PUT', path)).status).toBe(204);
    const answer = await send(party, bytes);
    expect([answer.status, answer.code]).toEqual([403, 'sync.device-revoked']);
    expect((await party.operator.send('GET', ROUTES.decisions)).code).toBe('sync.device-revoked');
    expect((await askToken(server.app, party.deviceKey)).code).toBe('sync.device-revoked');
    expect((await askToken(server.app, party.operatorKey)).code).toBe('sync.device-revoked');
  });

  test('out of order is refused and names the sequence that is expected', async () => {
    const party = await newEnumerator();
    const { bytes } = await startChain(administrator, party).next(
      [await makeItem(administrator, party)],
      { sequence: 3 },
    );
    const answer = await send(party, bytes);
    expect([answer.status, answer.json<{ details: unknown }>().details]).toEqual([
      409,
      { expected: 1, sequence: 3, previousHash: '0'.repeat(64) },
    ]);
    expect(answer.code).toBe('sync.batch-gap');
  });

  test('under a used sequence number, or after another batch, is a conflict', async () => {
    const party = await newEnumerator();
    const chain = startChain(administrator, party);
    await receiptOf(
      await send(party, (await chain.next([await makeItem(administrator, party)])).bytes),
    );
    const item = await makeItem(administrator, party);
    const reused = await startChain(administrator, party).next([item]);
    expect((await send(party, reused.bytes)).code).toBe('sync.batch-conflict');
    const forked = await chain.next([item], { previousHash: 'a'.repeat(64) });
    expect((await send(party, forked.bytes)).code).toBe('sync.batch-conflict');
  });

  test('of another programme is refused', async () => {
    const party = await newEnumerator();
    const { bytes } = await startChain(administrator, party).next(
      [await makeItem(administrator, party)],
      { programmeId: 'another' },
    );
    expect((await send(party, bytes)).code).toBe('sync.batch-malformed');
  });

  test('in JSON’s clothes is refused', async () => {
    const party = await newEnumerator();
    const answer = await party.device.send('POST', ROUTES.batches, { batch: 'AAAA' });
    expect([answer.status, answer.code]).toEqual([400, 'server.input-invalid']);
  });
});

describe('an item', () => {
  test('that is bad holds up no other', async () => {
    const party = await newEnumerator();
    const supervisor = await provision(
      server,
      administrator,
      'supervisor',
      ['highlands'],
      party.deviceKey,
    );
    const other = await newEnumerator();
    const { key: stranger } = await generateSigningSeed();
    const make = (wish: Parameters<typeof makeItem>[2]) => makeItem(administrator, party, wish);
    const good = await make({});
    const misplaced = await make({});
    const items = [
      good,
      await make({ areaId: 'jabal-qasr' }),
      await make({ areaId: 'nowhere' }),
      await make({ signer: stranger }),
      await make({ signer: other.operatorKey }),
      await make({ signer: supervisor.operatorKey }),
      await make({ changes: { operatorId: other.person.operatorId } }),
      { ...misplaced, entry: { ...misplaced.entry, areaId: 'nahr-ain-safa' } },
      await make({ changes: { envelope: new Uint8Array([1, 2, 3]) } }),
      await make({
        changes: {
          recordKeys: [{ kid: 'nobody', enc: new Uint8Array(32), ct: new Uint8Array(48) }],
        },
      }),
      { ...(await make({})), bytes: new Uint8Array([0x63, 0x66, 0x6f, 0x6f]) },
      await make({ version: 2 }),
      await make({}),
    ];
    const { bytes } = await startChain(administrator, party).next(items);
    expect(await verdictsOf(await send(party, bytes))).toEqual([
      'accepted',
      'sync.item-area-forbidden',
      'sync.item-malformed',
      'sync.item-signature-invalid',
      'sync.item-signature-invalid',
      'sync.item-signature-invalid',
      'sync.item-signature-invalid',
      'sync.item-malformed',
      'sync.item-malformed',
      'sync.item-malformed',
      'sync.item-malformed',
      'sync.item-conflict',
      'accepted',
    ]);
  });

  test('sent in a later batch is already held; with other content a conflict', async () => {
    const party = await newEnumerator();
    const chain = startChain(administrator, party);
    const item = await makeItem(administrator, party);
    const { recordId } = item.entry;
    expect(await verdictsOf(await send(party, (await chain.next([item])).bytes))).toEqual([
      'accepted',
    ]);
    const changed = await makeItem(administrator, party, { recordId });
    const twice = await makeItem(administrator, party);
    const { bytes } = await chain.next([item, changed, twice, twice]);
    expect(await verdictsOf(await send(party, bytes))).toEqual([
      'already-held',
      'sync.item-conflict',
      'accepted',
      'already-held',
    ]);
  });

  test('of another device’s record is a conflict, even as its next version', async () => {
    const [party, other] = [await newEnumerator(), await newEnumerator()];
    const recordId = randomUUID();
    const item = await makeItem(administrator, party, { recordId });
    await send(party, (await startChain(administrator, party).next([item])).bytes);
    const supervisor = await provision(server, administrator, 'supervisor', ['nahr']);
    await supervisor.operator.send('POST', ROUTES.decisions, {
      decisions: [
        Buffer.from(await makeDecision(supervisor, item, 'returned')).toString('base64url'),
      ],
    });
    const { bytes } = await startChain(administrator, other).next([
      await makeItem(administrator, other, { recordId }),
      await makeItem(administrator, other, { recordId, version: 2 }),
    ]);
    expect(await verdictsOf(await send(other, bytes))).toEqual([
      'sync.item-conflict',
      'sync.item-conflict',
    ]);
  });

  test('corrects a record only when it was returned, and replaces it with its tokens', async () => {
    const party = await newEnumerator();
    const supervisor = await provision(server, administrator, 'supervisor', ['nahr']);
    const chain = startChain(administrator, party);
    const token = (value: string) => [
      { fieldId: 'nationalId', kind: 'exact' as const, token: testToken(value) },
    ];
    const first = await makeItem(administrator, party, { tokens: token('wrong') });
    const { recordId } = first.entry;
    await send(party, (await chain.next([first])).bytes);
    const correction = await makeItem(administrator, party, {
      recordId,
      version: 2,
      tokens: token('right'),
    });
    const tooEarly = await send(party, (await chain.next([correction])).bytes);
    expect(await verdictsOf(tooEarly)).toEqual(['sync.item-conflict']);
    await supervisor.operator.send('POST', ROUTES.decisions, {
      decisions: [
        Buffer.from(await makeDecision(supervisor, first, 'returned')).toString('base64url'),
      ],
    });
    const inTime = await send(party, (await chain.next([correction])).bytes);
    expect(await verdictsOf(inTime)).toEqual(['accepted']);
    const rows = await server.db
      .selectFrom('records')
      .select(['version', 'status'])
      .where('record_id', '=', recordId)
      .orderBy('version')
      .execute();
    expect(rows).toEqual([
      { version: 1, status: 'replaced' },
      { version: 2, status: 'received' },
    ]);
    const tokens = await server.db
      .selectFrom('tokens')
      .select('token')
      .where('record_id', '=', recordId)
      .execute();
    expect(tokens.map(({ token }) => toBase64Url(token))).toEqual([testToken('right')]);
  });
});
