import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROUTES } from '../../shared/sync/http-api.ts';
import { bootstrap, provision } from '../test/provision.ts';
import { call } from '../test/test-client.ts';
import { startTestServer, type TestServer } from '../test/test-server.ts';
import { CONNECTION_LIMITS } from './connection-limits.ts';

const CALLS = 5;
const CONNECTIONS = 4;

let server: TestServer;
let port: number;
beforeAll(async () => {
  server = await startTestServer({
    limits: { codes: 100_000, polls: 100_000, calls: CALLS },
    connectionLimits: {
      ...CONNECTION_LIMITS,
      connections: CONNECTIONS,
      headerBytes: 4096,
      headersTimeout: 200,
      requestTimeout: 400,
      silenceTimeout: 2000,
      checkInterval: 20,
    },
  });
  await server.app.listen({ port: 0, host: '127.0.0.1' });
  port = (server.app.server.address() as AddressInfo).port;
});
afterAll(() => server.close());

/** Ends with the connection, however it ends. */
function closed(socket: net.Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.on('close', () => {
      resolve();
    });
  });
}

/** A connection whose bytes come one by one, for as long as the server keeps it open. */
async function dripping(head: string, drip: string): Promise<string> {
  const socket = net.connect(port, '127.0.0.1');
  let said = '';
  socket.on('data', (bytes) => (said += bytes.toString()));
  // The server may close while a byte is under way.
  socket.on('error', () => undefined);
  socket.write(head);
  const dripper = setInterval(() => socket.write(drip), 10);
  try {
    await closed(socket);
  } finally {
    clearInterval(dripper);
  }
  return said;
}

function health(): Promise<Response> {
  return fetch(`http://127.0.0.1:${String(port)}${ROUTES.health}`, {
    headers: { connection: 'close' },
  });
}

test('a client that sends its headers byte by byte is ended, and others are served meanwhile', async () => {
  const slow = dripping(`GET ${ROUTES.health} HTTP/1.1\r\nhost: x\r\nx-slow: `, 'a');
  const other = health();
  expect((await other).status).toBe(200);
  expect(await slow).toMatch(/^HTTP\/1\.1 408 /u);
});

test('a client that sends its body too slowly is ended, and others are served meanwhile', async () => {
  const head = `POST ${ROUTES.claimCode} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n`;
  const slow = dripping(head, ' ');
  expect((await health()).status).toBe(200);
  expect(await slow).toMatch(/^HTTP\/1\.1 408 /u);
});

test('headers beyond their size are refused', async () => {
  const said = await dripping(`GET ${ROUTES.health} HTTP/1.1\r\nx-big: ${'a'.repeat(5000)}`, 'a');
  expect(said).toMatch(/^HTTP\/1\.1 431 /u);
});

test('connections beyond their number are closed unanswered; a place that is left is taken', async () => {
  const held = await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const socket = net.connect(port, '127.0.0.1');
      await once(socket, 'connect');
      return socket;
    }),
  );
  const refused = net.connect(port, '127.0.0.1');
  let said = '';
  refused.on('data', (bytes) => (said += bytes.toString()));
  refused.on('error', () => undefined);
  refused.write(`GET ${ROUTES.health} HTTP/1.1\r\nhost: x\r\n\r\n`);
  await closed(refused);
  expect(said).toBe('');
  for (const socket of held) socket.destroy();
  await expect.poll(async () => (await health().catch(() => undefined))?.status).toBe(200);
});

test('one key that asks too much is held back, and no other', async () => {
  const administrator = await bootstrap(server);
  const party = await provision(server, administrator, 'enumerator', ['nahr']);
  const statuses: number[] = [];
  for (let i = 0; i < CALLS; i++) {
    statuses.push((await party.device.send('GET', ROUTES.decisions)).status);
  }
  expect(statuses).toEqual(Array<number>(CALLS).fill(200));
  // On another route: all routes count together.
  const refused = await party.device.send('GET', ROUTES.programmePack);
  expect([refused.status, refused.code]).toEqual([429, 'server.too-many-requests']);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  // The same laptop's operator has a key of their own.
  expect((await party.operator.send('GET', ROUTES.decisions)).status).toBe(200);
});

test('every answer names its request by an id that the server made', async () => {
  const headers = { 'x-request-id': 'forged', 'request-id': 'forged' };
  const ids = new Set<unknown>();
  for (const path of [ROUTES.health, ROUTES.health, '/v1/nothing', ROUTES.devices]) {
    const answer = await call(server.app, 'GET', path, { headers });
    const id = answer.headers['x-request-id'];
    expect(id).toMatch(/^[0-9a-f-]{36}$/u);
    if (answer.code !== '') expect(answer.json()).toMatchObject({ requestId: id });
    ids.add(id);
  }
  expect(ids.size).toBe(4);
});
