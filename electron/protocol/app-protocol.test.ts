import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAppProtocol } from './app-protocol.ts';
import { readBundle } from './bundle.ts';
import { parseRange } from './byte-range.ts';

const ORIGIN = 'https://app.fieldseal.example';
const SERVER = 'https://server.example';
const SECRET = 'outside the bundle';
const WASM = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);

let folder = '';
let bundleFolder = '';
const forwarded: string[] = [];
let ask: (url: string, init?: RequestInit) => Promise<Response>;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-protocol-'));
  bundleFolder = path.join(folder, 'renderer');
  fs.mkdirSync(path.join(bundleFolder, 'assets'), { recursive: true });
  const files: Record<string, string | Uint8Array> = {
    'index.html': '<!doctype html><html><head><title>x</title></head><body></body></html>',
    'assets/app-1a2b.js': 'export {};',
    'assets/empty.css': '',
    'assets/argon2.wasm': WASM,
    'assets/app-1a2b.js.map': SECRET,
    '.env': SECRET,
    'service-worker.js': 'cache everything',
    '../secret.txt': SECRET,
  };
  for (const [name, content] of Object.entries(files)) {
    fs.writeFileSync(path.join(bundleFolder, name), content);
  }
  fs.symlinkSync(path.join(folder, 'secret.txt'), path.join(bundleFolder, 'assets/link.txt'));
  const answer = createAppProtocol({
    origin: ORIGIN,
    serverOrigin: SERVER,
    bundle: readBundle(bundleFolder),
    forward: (request) => {
      forwarded.push(`${request.method} ${request.url}`);
      return Promise.resolve(new Response('from the server'));
    },
  });
  ask = (url, init) => answer(new Request(url, init));
});

afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

describe('the page', () => {
  test('comes with a policy whose nonce it is told, new at each load', async () => {
    const nonces = await Promise.all(
      [1, 2, 3].map(async () => {
        const response = await ask(`${ORIGIN}/`);
        const policy = response.headers.get('content-security-policy') ?? '';
        const nonce = /'nonce-([\w-]{22})'/u.exec(policy)?.[1];
        expect(await response.text()).toContain(`<meta property="csp-nonce" nonce="${nonce}">`);
        expect(policy).toContain(`connect-src 'self' ${SERVER};`);
        return nonce;
      }),
    );
    expect(new Set(nonces).size).toBe(3);
  });

  test('is never cached, sniffed, framed by headers or named as a referrer', async () => {
    const { headers } = await ask(`${ORIGIN}/index.html`);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  });
});

describe('files', () => {
  test.each([
    ['/assets/app-1a2b.js', 'text/javascript; charset=utf-8', 10],
    ['/assets/app-1a2b.js?v=1', 'text/javascript; charset=utf-8', 10],
    ['/assets/argon2.wasm', 'application/wasm', 1000],
    ['/assets/empty.css', 'text/css; charset=utf-8', 0],
  ])('%s is served as what it is', async (url, type, size) => {
    const response = await ask(ORIGIN + url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('content-length')).toBe(String(size));
    expect((await response.bytes()).length).toBe(size);
  });

  test.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/assets/%252e%252e/%252e%252e/secret.txt',
    '/index.html%00.js',
    '/assets/link.txt',
    '/assets/app-1a2b.js.map',
    '/.env',
    '/service-worker.js',
    '//secret.txt',
    '/etc/passwd',
    '/assets',
    '/INDEX.HTML',
    '/__proto__',
  ])('%s is not there', async (url) => {
    const response = await ask(ORIGIN + url);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('');
  });

  test('no path whatever leads out of the bundle', async () => {
    const pieces = fc.constantFrom(
      '..',
      '.',
      '%2e%2e',
      '%2f',
      '%5c',
      '\\',
      'assets',
      'secret.txt',
      '%00',
      '',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 8 }), async (parts) => {
        const response = await ask(`${ORIGIN}/${parts.join('/')}`);
        expect(await response.text()).not.toContain(SECRET);
      }),
    );
  });

  test('only reading is allowed', async () => {
    const post = await ask(`${ORIGIN}/`, { method: 'POST', body: 'x' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    const head = await ask(`${ORIGIN}/assets/argon2.wasm`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '1000']);
    expect((await head.bytes()).length).toBe(0);
  });
});

describe('ranges', () => {
  test.each([
    ['bytes=0-9', 206, 0, 9],
    ['bytes=990-', 206, 990, 999],
    ['bytes=-5', 206, 995, 999],
    ['bytes=990-5000', 206, 990, 999],
    ['bytes=0-1,5-6', 200, 0, 999],
    ['bytes=9-1', 200, 0, 999],
    ['lines=0-9', 200, 0, 999],
  ])('%s', async (range, status, start, end) => {
    const response = await ask(`${ORIGIN}/assets/argon2.wasm`, { headers: { range } });
    expect(response.status).toBe(status);
    expect(await response.bytes()).toEqual(WASM.subarray(start, end + 1));
    expect(response.headers.get('content-range')).toBe(
      status === 206 ? `bytes ${start}-${end}/1000` : null,
    );
  });

  test('past the end is refused with the size', async () => {
    const response = await ask(`${ORIGIN}/assets/argon2.wasm`, {
      headers: { range: 'bytes=1000-' },
    });
    expect([response.status, response.headers.get('content-range')]).toEqual([416, 'bytes */1000']);
  });

  test('never reach outside the file', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.nat(), fc.nat({ max: 5000 }), (junk, a, b, size) => {
        for (const header of [junk, `bytes=${a}-${b}`, `bytes=${a}-`, `bytes=-${b}`]) {
          const range = parseRange(header, size);
          if (typeof range === 'string') continue;
          expect(range.start).toBeGreaterThanOrEqual(0);
          expect(range.start).toBeLessThanOrEqual(range.end);
          expect(range.end).toBeLessThan(size);
        }
      }),
    );
  });
});

describe('other origins', () => {
  test('the server is reached by the real network', async () => {
    const response = await ask(`${SERVER}/v1/ready`);
    expect(await response.text()).toBe('from the server');
    expect(forwarded).toEqual(['GET https://server.example/v1/ready']);
  });

  test.each([
    'https://evil.example/',
    'https://server.example:8443/',
    'https://app.fieldseal.example.evil.example/',
    'http://app.fieldseal.example/',
    'https://cdn.jsdelivr.net/npm/x.wasm',
  ])('%s is a network error', async (url) => {
    const before = forwarded.length;
    expect((await ask(url)).type).toBe('error');
    expect(forwarded.length).toBe(before);
  });
});

test('a folder without a page is no bundle', () => {
  expect(() => readBundle(path.join(bundleFolder, 'assets'))).toThrow('index.html');
});
