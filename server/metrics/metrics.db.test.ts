import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROUTES } from '../../shared/sync/http-api.ts';
import { bootstrap, provision, type ActiveParty, type Administrator } from '../test/provision.ts';
import { makeItem, startChain, type BatchChain } from '../test/sealed-batches.ts';
import { call, proofHeaders, type Answer, type Method } from '../test/test-client.ts';
import { startTestServer, type TestServer } from '../test/test-server.ts';
import { METRICS_PATH, serveMetrics } from './metrics-server.ts';

let server: TestServer;
let administrator: Administrator;
let party: ActiveParty;
let chain: BatchChain;
beforeAll(async () => {
  server = await startTestServer();
  administrator = await bootstrap(server);
  party = await provision(server, administrator, 'enumerator', ['nahr']);
  chain = startChain(administrator, party);
});
afterAll(() => server.close());

/** The numbers of these series now; a series that is not there is 0. */
async function read(...series: readonly string[]): Promise<readonly number[]> {
  const { text } = await server.deps.metrics.read();
  const lines = text.split('\n');
  return series.map((name) => {
    const line = lines.find((candidate) => candidate.startsWith(`${name} `));
    return Number(line?.slice(name.length + 1) ?? 0);
  });
}

async function upload(
  method: Method,
  path: string,
  headers: Readonly<Record<string, string>>,
  body?: Uint8Array,
): Promise<Answer> {
  const proof = await proofHeaders(party.deviceKey, await party.device.token(), method, path);
  const all = { 'tus-resumable': '1.0.0', ...proof, ...headers };
  return call(server.app, method, path, { headers: all, body });
}

const outcomes = (name: string, ...labels: readonly string[]): readonly string[] =>
  labels.map((label) => `fieldseal_${name}="${label}"}`);

test('counts batches by outcome and items by verdict', async () => {
  const series = [
    ...outcomes('batches_total{outcome', 'taken', 'repeated', 'refused'),
    ...outcomes('items_total{verdict', 'accepted', 'refused'),
  ];
  const good = await makeItem(administrator, party);
  const bad = await makeItem(administrator, party, { signer: party.deviceKey });
  const { bytes } = await chain.next([good, bad]);
  expect(await read(...series)).toEqual([0, 0, 0, 0, 0]);
  expect((await party.device.send('POST', ROUTES.batches, bytes)).status).toBe(200);
  expect((await party.device.send('POST', ROUTES.batches, bytes)).status).toBe(200);
  await party.device.send('POST', ROUTES.batches, new Uint8Array([1, 2, 3]));
  expect(await read(...series)).toEqual([1, 1, 1, 1, 1]);
});

test('counts uploads under way, finished and damaged', async () => {
  const series = [
    'fieldseal_uploads_under_way',
    ...outcomes('uploads_total{outcome', 'finished', 'damaged'),
    ...outcomes('upload_pieces_total{outcome', 'kept', 'damaged'),
  ];
  const { bytes, batchHash } = await chain.next([await makeItem(administrator, party)]);
  const path = ROUTES.upload.replace(':batchHash', batchHash);
  const begin = {
    'upload-length': String(bytes.length),
    'upload-metadata': `batchHash ${Buffer.from(batchHash).toString('base64')}`,
  };
  const piece = { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' };
  await upload('POST', ROUTES.uploads, begin);
  expect(await read(...series)).toEqual([1, 0, 0, 0, 0]);
  const wrong = `sha256 ${Buffer.alloc(32).toString('base64')}`;
  await upload('PATCH', path, { ...piece, 'upload-checksum': wrong }, bytes);
  expect(await read(...series)).toEqual([1, 0, 0, 0, 1]);
  await upload('PATCH', path, piece, new Uint8Array(bytes.length));
  expect(await read(...series)).toEqual([0, 0, 1, 1, 1]);
  await upload('POST', ROUTES.uploads, begin);
  expect((await upload('PATCH', path, piece, bytes)).status).toBe(204);
  expect(await read(...series)).toEqual([0, 1, 1, 2, 1]);
});

test('measures answers by route pattern, and holds nobody’s id', async () => {
  const answered = (route: string, method: string, status: number): string =>
    `fieldseal_http_request_duration_seconds_count{route="${route}",method="${method}",status="${String(status)}"}`;
  const unknown = 'a'.repeat(64);
  await call(server.app, 'GET', `/v1/batches/${unknown}/receipt?name=Amina`);
  await call(server.app, 'GET', '/v1/nothing/op-enumerator-1');
  const series = [answered(ROUTES.receipt, 'GET', 401), answered('unknown', 'GET', 404)];
  expect(await read(...series)).toEqual([1, 1]);
  const { text } = await server.deps.metrics.read();
  for (const secret of [
    unknown,
    'Amina',
    party.deviceKey.kid,
    party.operatorKey.kid,
    '/v1/nothing',
  ]) {
    expect(text).not.toContain(secret);
  }
  expect(text).not.toContain(party.person.operatorId);
});

test('counts failed queries, connections and the process itself', async () => {
  const failed = 'fieldseal_database_query_duration_seconds_count{outcome="failed"}';
  const [before] = await read(failed);
  await expect(sql`select * from no_such_table`.execute(server.db)).rejects.toThrow();
  expect(await read(failed)).toEqual([Number(before) + 1]);
  if (server.engine === 'postgres') {
    const state = (name: string): string => `fieldseal_database_connections{state="${name}"}`;
    const [idle] = await read(state('idle'));
    expect(idle).toBeGreaterThan(0);
  }
  const [memory] = await read('process_resident_memory_bytes');
  expect(memory).toBeGreaterThan(0);
});

test('is served on an address of its own, and not on the public one', async () => {
  const own = await serveMetrics(server.deps.metrics, { host: '127.0.0.1', port: 0 });
  try {
    const answer = await fetch(own.url);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/plain'),
    ]);
    expect(await answer.text()).toContain('fieldseal_batches_total');
    expect((await fetch(own.url, { method: 'POST' })).status).toBe(404);
    expect((await fetch(own.url.replace(METRICS_PATH, ROUTES.health))).status).toBe(404);
    expect((await call(server.app, 'GET', METRICS_PATH)).status).toBe(404);
  } finally {
    await own.close();
  }
});
