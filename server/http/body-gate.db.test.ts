import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BINARY_CONTENT_TYPE, ROUTES } from '../../shared/sync/http-api.ts';
import { bootstrap, provision, type ActiveParty, type Administrator } from '../test/provision.ts';
import { makeItem, startChain } from '../test/sealed-batches.ts';
import { proofHeaders } from '../test/test-client.ts';
import { startTestServer, type TestServer } from '../test/test-server.ts';

const OPEN_AT_ONCE = 4;

let server: TestServer;
let administrator: Administrator;
let port: number;

beforeAll(async () => {
  server = await startTestServer();
  administrator = await bootstrap(server);
  await server.app.listen({ port: 0, host: '127.0.0.1' });
  port = (server.app.server.address() as AddressInfo).port;
});
afterAll(() => server.close());

/** The head of a request whose body never comes; answers the first line of what the server says, when it does. */
async function beginBody(
  party: ActiveParty,
  length: number,
): Promise<{ readonly socket: net.Socket; readonly answer: Promise<string> }> {
  const token = await party.device.token();
  const proof = await proofHeaders(party.deviceKey, token, 'POST', ROUTES.batches);
  const socket = net.connect(port, '127.0.0.1');
  const answer = new Promise<string>((resolve) => {
    socket.once('data', (data) => {
      resolve(data.toString().split('\r\n')[0] ?? '');
    });
  });
  const head = [
    `POST ${ROUTES.batches} HTTP/1.1`,
    'host: localhost',
    `content-type: ${BINARY_CONTENT_TYPE}`,
    `content-length: ${String(length)}`,
    ...Object.entries(proof).map(([name, value]) => `${name}: ${value}`),
  ].join('\r\n');
  await new Promise((written) => socket.write(`${head}\r\n\r\nx`, written));
  return { socket, answer };
}

test('a laptop that begins many bodies and ends none is refused the next, and holds up nobody else', async () => {
  const hostile = await provision(server, administrator, 'enumerator', ['nahr']);
  const honest = await provision(server, administrator, 'enumerator', ['nahr']);
  const open = [];
  for (let at = 0; at <= OPEN_AT_ONCE; at++) open.push(await beginBody(hostile, 100_000));
  // Whichever the server looked at last.
  const refused = await Promise.race(open.map(({ answer }) => answer));
  expect(refused).toBe('HTTP/1.1 429 Too Many Requests');
  const { bytes } = await startChain(administrator, honest).next([
    await makeItem(administrator, honest),
  ]);
  expect((await honest.device.send('POST', ROUTES.batches, bytes)).status).toBe(200);
  // Once the lines are cut there is room again.
  for (const { socket } of open) socket.destroy();
  await expect
    .poll(
      async () => {
        const own = await startChain(administrator, hostile).next([
          await makeItem(administrator, hostile),
        ]);
        return (await hostile.device.send('POST', ROUTES.batches, own.bytes)).status;
      },
      { timeout: 10_000 },
    )
    .toBe(200);
});
