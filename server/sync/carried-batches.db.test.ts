import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyBytes, type Bytes } from '../../shared/encoding/bytes.ts';
import { ROUTES } from '../../shared/sync/http-api.ts';
import { readReceipt } from '../../shared/sync/receipt-file.ts';
import { bootstrap, provision, type ActiveParty, type Administrator } from '../test/provision.ts';
import { makeItem, startChain, type BatchChain } from '../test/sealed-batches.ts';
import { call, proofHeaders, type Answer } from '../test/test-client.ts';
import { startTestServer, type TestServer } from '../test/test-server.ts';

type Made = Awaited<ReturnType<BatchChain['next']>>;

let server: TestServer;
let administrator: Administrator;
let supervisor: ActiveParty;
let colleague: ActiveParty;

beforeAll(async () => {
  server = await startTestServer();
  administrator = await bootstrap(server);
  supervisor = await provision(server, administrator, 'supervisor', ['nahr']);
  colleague = await provision(server, administrator, 'enumerator', ['nahr']);
});
afterAll(async () => {
  await server.close();
});

const newMaker = (): Promise<ActiveParty> =>
  provision(server, administrator, 'enumerator', ['nahr']);

/** Batches of a laptop that has no network, in their order. */
async function makeBatches(maker: ActiveParty, count: number): Promise<readonly Made[]> {
  const chain = startChain(administrator, maker);
  const made: Made[] = [];
  for (let nth = 0; nth < count; nth++) {
    made.push(await chain.next([await makeItem(administrator, maker)]));
  }
  return made;
}

const bring = (bearer: ActiveParty, { bytes }: Made): Promise<Answer> =>
  bearer.device.send('POST', ROUTES.batches, bytes);

async function inPieces(bearer: ActiveParty, { bytes, batchHash }: Made): Promise<Answer> {
  const tus = async (
    method: 'POST' | 'PATCH',
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: Bytes,
  ): Promise<Answer> => {
    const proof = await proofHeaders(bearer.deviceKey, await bearer.device.token(), method, path);
    return call(server.app, method, path, {
      headers: { 'tus-resumable': '1.0.0', ...proof, ...headers },
      ...(body !== undefined && { body }),
    });
  };
  const metadata = `batchHash ${Buffer.from(batchHash).toString('base64')}`;
  await tus('POST', ROUTES.uploads, {
    'upload-length': String(bytes.length),
    'upload-metadata': metadata,
  });
  return tus(
    'PATCH',
    ROUTES.upload.replace(':batchHash', batchHash),
    { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    bytes,
  );
}

const askReceipt = (device: ActiveParty, { batchHash }: Made): Promise<Answer> =>
  device.device.send('GET', ROUTES.receipt.replace(':batchHash', batchHash));

async function storedOf(maker: ActiveParty): Promise<number> {
  const rows = await server.db
    .selectFrom('records')
    .select('record_id')
    .where('device_id', '=', maker.deviceKey.kid)
    .execute();
  return rows.length;
}

async function deviceOf(maker: ActiveParty) {
  return server.db
    .selectFrom('devices')
    .select(['last_sequence', 'last_seen_at'])
    .where('device_id', '=', maker.deviceKey.kid)
    .executeTakeFirstOrThrow();
}

describe('a batch that another laptop brings', () => {
  test.each([
    ['a supervisor’s', () => supervisor],
    ['an administrator’s', () => administrator],
    ['another enumerator’s', () => colleague],
  ])('on %s connection is taken as if its own laptop had sent it', async (_whose, bearerOf) => {
    const maker = await newMaker();
    const [batch] = await makeBatches(maker, 1);
    const answer = await bring(bearerOf(), batch!);
    const receipt = await readReceipt(copyBytes(answer.bytes), server.serverKey);
    expect(receipt).toMatchObject({
      deviceId: maker.deviceKey.kid,
      sequence: 1,
      batchHash: batch!.batchHash,
      items: [{ verdict: 'accepted' }],
    });
    expect(await storedOf(maker)).toBe(1);
    // It has not been heard of, only about.
    expect(await deviceOf(maker)).toEqual({ last_sequence: 1, last_seen_at: null });
  });

  test('and that its own laptop sends too is one: the very receipt, nothing doubled', async () => {
    const maker = await newMaker();
    const [batch] = await makeBatches(maker, 1);
    const carried = await bring(supervisor, batch!);
    const sent = await bring(maker, batch!);
    const again = await bring(colleague, batch!);
    expect(sent.bytes.equals(carried.bytes)).toBe(true);
    expect(again.bytes.equals(carried.bytes)).toBe(true);
    expect(await storedOf(maker)).toBe(1);
  });

  test('goes in pieces, and its receipt is told to who made or brought it and to nobody else', async () => {
    const maker = await newMaker();
    const [batch] = await makeBatches(maker, 1);
    expect((await inPieces(supervisor, batch!)).status).toBe(204);
    const receipt = await askReceipt(supervisor, batch!);
    expect(receipt.status).toBe(200);
    expect((await askReceipt(maker, batch!)).bytes.equals(receipt.bytes)).toBe(true);
    expect((await askReceipt(colleague, batch!)).code).toBe('server.not-found');
    // Who brings it as well has shown that they hold it.
    expect((await inPieces(colleague, batch!)).status).toBe(204);
    expect((await askReceipt(colleague, batch!)).bytes.equals(receipt.bytes)).toBe(true);
  });

  test('is remembered with its first bearer of each laptop', async () => {
    const maker = await newMaker();
    const [batch] = await makeBatches(maker, 1);
    await bring(supervisor, batch!);
    await bring(maker, batch!);
    await bring(colleague, batch!);
    await bring(colleague, batch!);
    const bearers = await server.db
      .selectFrom('batch_bearers')
      .select(['bearer_id', 'sequence'])
      .where('device_id', '=', maker.deviceKey.kid)
      .orderBy('brought_at')
      .execute();
    expect(bearers).toEqual([
      { bearer_id: supervisor.deviceKey.kid, sequence: 1 },
      { bearer_id: colleague.deviceKey.kid, sequence: 1 },
    ]);
  });

  test('out of order names the missing one, and nothing else of the other laptop', async () => {
    const maker = await newMaker();
    const [first, second, third] = await makeBatches(maker, 3);
    await bring(maker, first!);
    const early = await bring(supervisor, third!);
    expect([early.code, early.json<{ details: unknown }>().details]).toEqual([
      'sync.batch-gap',
      { sequence: 3, expected: 2 },
    ]);
    await bring(supervisor, second!);
    expect((await bring(supervisor, third!)).status).toBe(200);
    const [other] = await makeBatches(maker, 1);
    const conflict = await bring(supervisor, other!);
    expect([conflict.code, conflict.json<{ details: unknown }>().details]).toEqual([
      'sync.batch-conflict',
      { sequence: 1, expected: 4 },
    ]);
  });

  test('changed on the way, or signed by its bearer in another’s name, is refused', async () => {
    const maker = await newMaker();
    const [batch] = await makeBatches(maker, 1);
    const flipped = copyBytes(batch!.bytes);
    flipped[200] = (flipped[200] ?? 0) ^ 1;
    const changed = await bring(supervisor, { ...batch!, bytes: flipped });
    expect(changed.code).toMatch(/^sync\./u);
    const forger = { ...maker, deviceKey: colleague.deviceKey };
    const forged = await startChain(administrator, forger).next([
      await makeItem(administrator, forger),
    ]);
    // Its signature is the bearer's own, and so are its device and chain: the operator does not work there.
    const receipt = await readReceipt(
      copyBytes((await bring(colleague, forged)).bytes),
      server.serverKey,
    );
    expect(receipt.items).toMatchObject([{ code: 'sync.item-signature-invalid' }]);
    expect(await storedOf(maker)).toBe(0);
  });

  test('of a revoked laptop is refused, whoever brings it; a revoked bearer brings nothing', async () => {
    const [maker, bearer] = [await newMaker(), await newMaker()];
    const [batch] = await makeBatches(maker, 1);
    const revoke = (party: ActiveParty): Promise<Answer> =>
      administrator.operator.send(
        'PUT',
        ROUTES.revokeDevice.replace(':deviceId', party.deviceKey.kid),
      );
    await bearer.device.token();
    await revoke(bearer);
    const byRevoked = await bring(bearer, batch!);
    expect([byRevoked.status, byRevoked.code]).toEqual([403, 'sync.device-revoked']);
    await revoke(maker);
    for (const answer of [await bring(supervisor, batch!), await inPieces(supervisor, batch!)]) {
      expect([answer.status, answer.code]).toEqual([403, 'sync.maker-revoked']);
    }
    expect(await storedOf(maker)).toBe(0);
  });
});
