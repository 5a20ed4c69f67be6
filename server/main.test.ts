import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';

const START_MS = 60_000;
const MAIN = path.join(import.meta.dirname, 'main.ts');

let folder: string;
let child: ChildProcess | undefined;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-main-'));
  fs.mkdirSync(path.join(folder, 'app/assets'), { recursive: true });
  fs.writeFileSync(
    path.join(folder, 'app/index.html'),
    '<meta property="csp-nonce" nonce=""><title>App</title>',
  );
  fs.writeFileSync(path.join(folder, 'app/service-worker.js'), '// worker');
  fs.writeFileSync(path.join(folder, 'app/assets/app-1a2b.js'), '// app');
  fs.writeFileSync(path.join(folder, 'secret.txt'), 'secret');
});
afterAll(() => {
  child?.kill('SIGKILL');
  fs.rmSync(folder, { recursive: true, force: true });
});

interface Ready {
  readonly ready: true;
  readonly url: string;
  readonly people: readonly { readonly role: string; readonly code: string }[];
}

/** Starts the server and answers its ready line; standard error is collected in `log`. */
async function start(): Promise<{ readonly ready: Ready; readonly log: string[] }> {
  const log: string[] = [];
  const started = spawn(process.execPath, [MAIN], {
    env: {
      ...process.env,
      FIELDSEAL_PORT: '0',
      FIELDSEAL_DATA_DIR: path.join(folder, 'data'),
      FIELDSEAL_SEED: 'demo',
      FIELDSEAL_APP_DIR: path.join(folder, 'app'),
      FIELDSEAL_APP_ORIGINS: 'https://app.fieldseal.example',
      FIELDSEAL_CODES: '{"supervisor":"TEST-CODE-0001"}',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = started;
  started.stderr.on('data', (text: Buffer) => log.push(text.toString()));
  const lines = readline.createInterface({ input: started.stdout });
  const [line] = (await once(lines, 'line')) as [string];
  return { ready: JSON.parse(line) as Ready, log };
}

async function stop(): Promise<number | null> {
  child?.kill('SIGTERM');
  const [code] = (await once(child as ChildProcess, 'exit')) as [number | null];
  return code;
}

function claimOf(url: string, code: string): Promise<Response> {
  return fetch(`${url}/v1/provisioning/claims`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  });
}

/** Runs the command that issues a new one-time code. */
async function issueCode(
  operatorId: string,
): Promise<{ readonly status: number | null; readonly out: string; readonly said: string }> {
  const command = path.join(import.meta.dirname, 'issue-code.ts');
  const running = spawn(process.execPath, [command, '--operator', operatorId], {
    env: { ...process.env, FIELDSEAL_DATA_DIR: path.join(folder, 'data') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let said = '';
  running.stdout.on('data', (text: Buffer) => (out += text.toString()));
  running.stderr.on('data', (text: Buffer) => (said += text.toString()));
  const [status] = (await once(running, 'close')) as [number | null];
  return { status, out, said };
}

test(
  'starts, serves, stops cleanly, and starts again on what it kept',
  { timeout: START_MS },
  async () => {
    const { ready, log } = await start();
    expect(ready.people.map((person) => person.role).sort()).toEqual([
      'administrator',
      'enumerator',
      'supervisor',
    ]);
    expect(ready.people.find((person) => person.role === 'supervisor')?.code).toBe(
      'TEST-CODE-0001',
    );
    expect((await fetch(`${ready.url}/v1/ready`)).status).toBe(200);

    const page = await fetch(`${ready.url}/`);
    const policy = page.headers.get('content-security-policy') ?? '';
    const nonce = /'nonce-([\w-]+)'/u.exec(policy)?.[1];
    expect(await page.text()).toContain(`<meta property="csp-nonce" nonce="${String(nonce)}">`);
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toContain('unsafe-inline');
    expect(page.headers.get('cache-control')).toBe('no-store');
    const second = await fetch(`${ready.url}/`);
    expect(second.headers.get('content-security-policy')).not.toBe(policy);

    const asset = await fetch(`${ready.url}/assets/app-1a2b.js`);
    expect(asset.headers.get('cache-control')).toContain('immutable');
    const worker = await fetch(`${ready.url}/service-worker.js`);
    expect([
      worker.headers.get('service-worker-allowed'),
      worker.headers.get('cache-control'),
      worker.headers.get('content-type'),
    ]).toEqual(['/', 'no-store', expect.stringContaining('javascript')]);
    for (const hidden of ['/index.html', '/..%2fsecret.txt', '/%2e%2e/secret.txt', '/nothing.js']) {
      const answer = await fetch(`${ready.url}${hidden}`);
      expect([400, 404]).toContain(answer.status);
      expect(await answer.text()).toContain('"code":"server.');
    }

    const preflight = (origin: string) =>
      fetch(`${ready.url}/v1/token`, { method: 'OPTIONS', headers: { origin } });
    const allowed = await preflight('https://app.fieldseal.example');
    expect(allowed.headers.get('access-control-allow-origin')).toBe(
      'https://app.fieldseal.example',
    );
    expect(allowed.headers.get('access-control-allow-headers')).toContain('dpop');
    const refused = await preflight('https://elsewhere.example');
    expect(refused.headers.get('access-control-allow-origin')).toBeNull();

    const whileRunning = await issueCode('nobody');
    expect([whileRunning.status, whileRunning.out]).toEqual([1, '']);
    expect(whileRunning.said).toContain('in use by process');
    expect(await stop()).toBe(0);
    const said = log.join('');
    for (const { code } of ready.people) expect(said).not.toContain(code);
    const key = path.join(folder, 'data/server-signing-key');
    expect(fs.statSync(key).mode & 0o777).toBe(0o600);
    const keyBefore = fs.readFileSync(key, 'utf8');

    const again = await start();
    expect(again.ready.people).toEqual([]);
    const claim = await claimOf(again.ready.url, 'test code 0001');
    expect(await claim.json()).toMatchObject({ role: 'supervisor' });
    expect(fs.readFileSync(key, 'utf8')).toBe(keyBefore);
    const { operatorId } = (await (await claimOf(again.ready.url, 'test code 0001')).json()) as {
      operatorId: string;
    };
    expect(await stop()).toBe(0);

    const unknown = await issueCode('nobody');
    expect([unknown.status, unknown.out]).toEqual([1, '']);
    expect(unknown.said).toContain(operatorId);
    const issued = await issueCode(operatorId);
    expect([issued.status, issued.said]).toEqual([0, '']);
    const { code } = JSON.parse(issued.out) as { code: string };
    const last = await start();
    expect((await claimOf(last.ready.url, 'test code 0001')).status).toBe(404);
    expect(await (await claimOf(last.ready.url, code)).json()).toMatchObject({ operatorId });
    expect(await stop()).toBe(0);
  },
);

test('says what is wrong with its settings and ends', { timeout: START_MS }, async () => {
  const failing = spawn(process.execPath, [MAIN], {
    env: { ...process.env, FIELDSEAL_DATA_DIR: '', FIELDSEAL_PORT: 'many' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  failing.stderr.on('data', (text: Buffer) => (said += text.toString()));
  const [code] = (await once(failing, 'close')) as [number];
  expect(code).toBe(1);
  expect(said).toContain('FIELDSEAL_PORT, FIELDSEAL_DATA_DIR');
});

/** A connection that stays open: sends what it is given and answers what came back until it is quiet for good. */
function rawConnection(url: string): {
  readonly send: (text: string) => void;
  readonly nextAnswer: () => Promise<string>;
} {
  const socket = net.connect(Number(new URL(url).port), 'localhost');
  const answers: string[] = [];
  const waiting: ((answer: string) => void)[] = [];
  socket.on('data', (data) => {
    const answer = data.toString();
    const next = waiting.shift();
    if (next === undefined) answers.push(answer);
    else next(answer);
  });
  return {
    send: (text) => socket.write(text),
    nextAnswer: () =>
      new Promise((resolve) => {
        const held = answers.shift();
        if (held === undefined) waiting.push(resolve);
        else resolve(held);
      }),
  };
}

const CLAIM = '{"code":"AAAA-BBBB-CCCC"}';
const CLAIM_HEAD = [
  'POST /v1/provisioning/claims HTTP/1.1',
  'host: localhost',
  'content-type: application/json',
  `content-length: ${String(CLAIM.length)}`,
  '\r\n',
].join('\r\n');
const READY = 'GET /v1/ready HTTP/1.1\r\nhost: localhost\r\n\r\n';

test(
  'that is asked to stop ends what is under way, and refuses what comes after',
  { timeout: START_MS },
  async () => {
    const { ready } = await start();
    const [busy, idle] = [rawConnection(ready.url), rawConnection(ready.url)];
    idle.send(READY);
    expect(await idle.nextAnswer()).toContain('HTTP/1.1 200 OK');
    busy.send(CLAIM_HEAD);
    // Answered after the head has been read, by the same process.
    idle.send(READY);
    await idle.nextAnswer();
    // One half of a request, so that the idle connection is not closed at once.
    idle.send(READY.slice(0, 20));
    await fetch(`${ready.url}/v1/health`);
    const ended = stop();
    await expect
      .poll(() =>
        fetch(`${ready.url}/v1/health`).then(
          () => 'taken',
          () => 'refused',
        ),
      )
      .toBe('refused');
    idle.send(READY.slice(20));
    const refused = await idle.nextAnswer();
    expect(refused).toContain('HTTP/1.1 503 Service Unavailable');
    expect(refused.toLowerCase()).toContain('retry-after: 10');
    expect(refused).toContain('"code":"server.not-ready"');
    busy.send(CLAIM);
    expect(await busy.nextAnswer()).toContain('"code":"provisioning.code-invalid"');
    expect(await ended).toBe(0);
  },
);

test('that is asked twice ends at once, whatever is under way', { timeout: START_MS }, async () => {
  const { ready } = await start();
  const busy = rawConnection(ready.url);
  busy.send(CLAIM_HEAD);
  await fetch(`${ready.url}/v1/health`);
  const exited = once(child as ChildProcess, 'exit');
  child?.kill('SIGTERM');
  await expect
    .poll(() =>
      fetch(`${ready.url}/v1/health`).then(
        () => 'taken',
        () => 'refused',
      ),
    )
    .toBe('refused');
  child?.kill('SIGTERM');
  const [, signal] = (await exited) as [number | null, string | null];
  expect(signal).toBe('SIGTERM');
});
