import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startProxy, type FaultProxy } from './fault-proxy.ts';
import type { WireFault } from './wire-faults.ts';

let proxy: FaultProxy;
const heard: string[] = [];
const server = http.createServer((request, answer) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('error', () => undefined);
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString();
    heard.push(body);
    answer.end(`heard ${body}`);
  });
});

beforeAll(async () => {
  proxy = await startProxy();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy.setServer((server.address() as AddressInfo).port);
});
beforeEach(() => {
  heard.length = 0;
});
afterAll(async () => {
  await proxy.close();
  server.close();
});

/** The answer's text, or 'broken'. */
async function send(body: string): Promise<string> {
  return fetch(`${proxy.url}/v1/x`, { method: 'POST', body }).then(
    (answer) => answer.text().catch(() => 'broken'),
    () => 'broken',
  );
}

const always = (fault: WireFault): void => {
  proxy.treat(() => fault);
};

test('a clean line passes everything on', async () => {
  always({ type: 'none' });
  expect(await send('a')).toBe('heard a');
  expect(heard).toEqual(['a']);
});

test.each<[WireFault, string, readonly string[]]>([
  [{ type: 'drop' }, 'broken', []],
  [{ type: 'cut-request', share: 0.99 }, 'broken', []],
  [{ type: 'lose-answer' }, 'broken', ['abcdefgh']],
  [{ type: 'cut-answer', share: 0.97 }, 'broken', ['abcdefgh']],
  [{ type: 'twice', isAtOnce: false }, 'heard abcdefgh', ['abcdefgh', 'abcdefgh']],
  [{ type: 'late', milliseconds: 1 }, 'broken', ['abcdefgh']],
  [{ type: 'flip-request', share: 1, bit: 0 }, 'heard abcdefgi', ['abcdefgi']],
  [{ type: 'flip-answer', share: 1, bit: 0 }, 'heard abcdefgi', ['abcdefgh']],
])('%o', async (fault, answer, reached) => {
  always(fault);
  expect(await send('abcdefgh')).toBe(answer);
  await proxy.settled();
  expect(heard).toEqual(reached);
});

test('answers change places, and a portal says yes without asking', async () => {
  proxy.treat((number) => (number === 1 ? { type: 'none' } : { type: 'other-answer' }));
  expect(await send('first')).toBe('heard first');
  expect(await send('second')).toBe('heard first');
  always({ type: 'portal' });
  expect(await send('third')).toContain('Accept the terms');
  expect(heard).toEqual(['first', 'second']);
});
