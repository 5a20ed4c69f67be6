/**
 * `npm start [-- --port N] [--keep FOLDER] [--no-open]`: builds, starts the central server with its
 * embedded database and a demo programme, and opens the app. Ctrl-C ends all of it.
 */
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildApp } from './lib/build-app.ts';
import { openApp, type OpenedApp } from './lib/open-app.ts';
import { startServer, type RunningServer } from './lib/server-process.ts';

/** Kept from run to run: a browser's store and passkeys belong to an origin, port included. */
const USUAL_PORT = 4780;

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    keep: { type: 'string' },
    'no-open': { type: 'boolean', default: false },
  },
});

let server: RunningServer | undefined;
let app: OpenedApp | undefined;
let temporary: string | undefined;
let stopping: Promise<never> | undefined;

function stop(exitCode: number): Promise<never> {
  stopping ??= (async () => {
    console.log('\nStopping.');
    await app?.close().catch(() => undefined);
    await server?.stop();
    if (temporary !== undefined)
      fs.rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
    process.exit(exitCode);
  })();
  return stopping;
}

// 'disconnect': the script that started this one is gone, killed perhaps.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect']) {
  process.on(signal, () => void stop(0));
}

async function main(): Promise<void> {
  console.log((await buildApp()) ? 'Built the app.' : 'The app is built already.');
  const folder =
    values.keep ?? (temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-start-')));
  fs.mkdirSync(path.join(folder, 'server'), { recursive: true });
  console.log('Starting the server with its embedded database (some seconds the first time).');
  server = await startServer({
    port: await choosePort(),
    dataFolder: path.resolve(folder, 'server'),
    seed: 'demo',
    onUnexpectedExit(code) {
      if (stopping !== undefined) return;
      console.error(`The server ended by itself (exit ${code}).`);
      void stop(1);
    },
  });
  console.log(`\nFieldseal is at ${server.url}`);
  console.log(
    `Data: ${values.keep === undefined ? 'thrown away at the end (--keep FOLDER keeps it)' : folder}`,
  );
  console.log('\nDemo sign-ins:');
  for (const { name, role, code } of server.people) {
    console.log(`  ${role.padEnd(14)} ${name.padEnd(24)} ${code}`);
  }
  console.log('');
  if (!values['no-open']) {
    app = await openApp({ url: server.url, profileFolder: path.resolve(folder, 'profile') });
    void app?.closed.then(() => stop(0));
  }
  console.log('Ctrl-C stops everything.');
}

async function choosePort(): Promise<number> {
  if (values.port !== undefined) {
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw new Error(`--port ${values.port} is no port.`);
    return port;
  }
  if (await isFree(USUAL_PORT)) return USUAL_PORT;
  console.log(`Port ${USUAL_PORT} is in use: taking any free one.`);
  return 0;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await stop(1);
}
