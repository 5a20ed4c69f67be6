/**
 * Starts a PostgreSQL of its own for whatever needs a real server: a fresh cluster in a temporary folder, removed at the
 * end.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { findPostgresPrograms } from '../../build/setup/find-programs.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** Connection string of the temporary PostgreSQL, as a superuser on the database `postgres`. */
    postgresUrl: string;
  }
}

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;
const SUPERUSER = 'fieldseal_test';

interface Account {
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
}

/** Of tests: nothing outlives the run. */
const UNSAFE_SETTINGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

/** A PostgreSQL of its own, and how to be rid of it. */
export interface OwnPostgres {
  /** Connection string as a superuser on the database `postgres`. */
  readonly url: string;
  /** Its processes' parent; another one after each restart. */
  readonly process: ChildProcess;
  stop(): Promise<void>;
  /**
   * Starts it again over the same cluster. `immediate`: as after a crash, nothing is written out and the log is read
   * back. One that has ended by itself is only started.
   */
  restart(how: 'fast' | 'immediate'): Promise<void>;
}

/**
 * Starts a PostgreSQL over a fresh cluster in a temporary folder of `within`, with these settings (`name=value`).
 * Throws with what to install when no PostgreSQL is found.
 */
export async function startPostgres(
  settings: readonly string[],
  within = os.tmpdir(),
): Promise<OwnPostgres> {
  const programs = findPostgresPrograms();
  if (programs === undefined) {
    throw new Error(
      'This needs PostgreSQL: install it (Debian: apt-get install postgresql) or name the folder of initdb in FIELDSEAL_PG_BIN.',
    );
  }
  const folder = fs.mkdtempSync(path.join(within, 'fieldseal-postgres-'));
  const account = unprivilegedAccount();
  if (account.uid !== undefined && account.gid !== undefined) {
    fs.chownSync(folder, account.uid, account.gid);
  }
  const password = randomBytes(18).toString('base64url');
  const port = await freePort();
  initialise(programs, folder, account, password);
  let server = await start(programs, folder, account, port, settings);
  const killAtExit = (): void => {
    server.kill('SIGKILL');
  };
  process.once('exit', killAtExit);
  return {
    url: `postgres://${SUPERUSER}:${password}@127.0.0.1:${String(port)}/postgres`,
    get process() {
      return server;
    },
    async restart(how) {
      await stop(server, how);
      server = await start(programs, folder, account, port, settings);
    },
    async stop() {
      await stop(server, 'fast');
      process.off('exit', killAtExit);
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Vitest's global set-up: provides `postgresUrl` and returns the clean-up. Durability is off. */
export async function setup(project: Pick<TestProject, 'provide'>): Promise<() => Promise<void>> {
  const postgres = await startPostgres(UNSAFE_SETTINGS);
  project.provide('postgresUrl', postgres.url);
  return () => postgres.stop();
}

/** PostgreSQL refuses to run as root; Debian's package brings the account `postgres`. */
function unprivilegedAccount(): Account {
  if (process.getuid?.() !== 0) return {};
  try {
    const ask = (flag: string): number =>
      Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
    return { uid: ask('-u'), gid: ask('-g') };
  } catch {
    const NOBODY = 65_534;
    return { uid: NOBODY, gid: NOBODY };
  }
}

function initialise(programs: string, folder: string, account: Account, password: string): void {
  const passwordFile = path.join(folder, 'password');
  fs.writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account.uid !== undefined && account.gid !== undefined) {
    fs.chownSync(passwordFile, account.uid, account.gid);
  }
  const options = [
    ['-D', path.join(folder, 'data')],
    ['-U', SUPERUSER],
    ['--auth=scram-sha-256', `--pwfile=${passwordFile}`],
    ['--encoding=UTF8', '--locale=C', '--no-sync'],
  ].flat();
  execFileSync(path.join(programs, 'initdb'), options, { ...account, cwd: folder, stdio: 'pipe' });
}

function start(
  programs: string,
  folder: string,
  account: Account,
  port: number,
  settings: readonly string[],
): Promise<ChildProcess> {
  const all = [
    `listen_addresses=127.0.0.1`,
    `unix_socket_directories=${folder}`,
    'max_connections=100',
    ...settings,
  ].flatMap((setting) => ['-c', setting]);
  const args = ['-D', path.join(folder, 'data'), '-p', String(port), ...all];
  const server = spawn(path.join(programs, 'postgres'), args, {
    ...account,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (why: string): void => {
      clearTimeout(timer);
      server.kill('SIGKILL');
      reject(new Error(`PostgreSQL did not start (${why}):\n${said}`));
    };
    const timer = setTimeout(() => {
      fail(`waited ${String(START_TIMEOUT_MS)} ms`);
    }, START_TIMEOUT_MS);
    const exited = (code: number | null): void => {
      fail(`exit ${String(code)}`);
    };
    server.once('exit', exited);
    server.once('error', (error) => {
      fail(error.message);
    });
    server.stderr.setEncoding('utf8');
    server.stderr.on('data', (text: string) => {
      said = (said + text).slice(-4_000);
      if (!said.includes('ready to accept connections')) return;
      clearTimeout(timer);
      server.off('exit', exited);
      resolve(server);
    });
  });
}

async function stop(server: ChildProcess, how: 'fast' | 'immediate'): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => server.kill('SIGKILL'), STOP_TIMEOUT_MS);
    server.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    // "Fast" and "immediate shutdown" in PostgreSQL's terms: open sessions are ended, none is waited for.
    server.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT');
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('No free port on 127.0.0.1.'));
      });
    });
  });
}
