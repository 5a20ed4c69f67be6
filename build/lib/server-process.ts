/** The central server as a child process: started, waited for, stopped. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import { OUT, ROOT } from './paths.ts';

const READY_TIMEOUT_MS = 90_000;
const STOP_TIMEOUT_MS = 10_000;

/**
 * Young objects in 4 MB halves: what a batch leaves behind is cleared at once. By itself V8 lets this memory grow to many
 * times that under load, for no more speed; `docs/operations.md` tells deployers the same.
 */
const NODE_FLAGS = ['--max-semi-space-size=4'];

export interface ServerOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Folder of the embedded database and the object store. */
  readonly dataFolder: string;
  /** Undefined where the database is seeded already. */
  readonly seed: 'demo' | undefined;
  /** A PostgreSQL instead of the embedded database. */
  readonly databaseUrl?: string | undefined;
  /** Folder of the app that the server hands out; the built one when absent. */
  readonly appFolder?: string | undefined;
  /** More of its settings, by their environment variables. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
  /** Called once when the server ends though nobody asked it to. */
  readonly onUnexpectedExit?: ((code: number) => void) | undefined;
}

export interface DemoPerson {
  readonly name: string;
  readonly role: string;
  readonly code: string;
}

export interface RunningServer {
  readonly url: string;
  readonly pid: number;
  readonly people: readonly DemoPerson[];
  /** Asks the server to end and waits; kills it after 10 s. */
  stop(): Promise<void>;
  /** Ends it as a power cut would, and waits. */
  kill(): Promise<void>;
}

/**
 * Starts `server/main.ts` and waits for its one line `{"ready":true,"url":…,"people":[…]}`.
 * Everything else it says goes to this process's standard error.
 * Throws when it ends first or is not ready in 90 s.
 */
export function startServer(options: ServerOptions): Promise<RunningServer> {
  const child = spawn(process.execPath, [...NODE_FLAGS, path.join(ROOT, 'server/main.ts')], {
    cwd: ROOT,
    env: {
      ...process.env,
      FIELDSEAL_HOST: '127.0.0.1',
      FIELDSEAL_PORT: String(options.port),
      FIELDSEAL_DATA_DIR: options.dataFolder,
      FIELDSEAL_SEED: options.seed ?? '',
      ...(options.databaseUrl !== undefined && { DATABASE_URL: options.databaseUrl }),
      FIELDSEAL_LOG_LEVEL: process.env['FIELDSEAL_LOG_LEVEL'] ?? 'warn',
      FIELDSEAL_APP_DIR: options.appFolder ?? path.join(OUT, 'renderer'),
      ...options.settings,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let wasAsked = false;
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    wasAsked = true;
    if (child.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      child.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
      child.kill(signal);
    });
  };
  const stop = (): Promise<void> => end('SIGTERM');
  const kill = (): Promise<void> => end('SIGKILL');
  return new Promise((resolve, reject) => {
    let isReady = false;
    const timer = setTimeout(() => {
      void stop();
      reject(new Error(`The server was not ready after ${READY_TIMEOUT_MS / 1000} s.`));
    }, READY_TIMEOUT_MS);
    readline.createInterface({ input: child.stdout }).on('line', (line) => {
      const ready = isReady ? undefined : parseReadyLine(line);
      if (ready === undefined) {
        process.stderr.write(`${line}\n`);
        return;
      }
      isReady = true;
      clearTimeout(timer);
      resolve({ ...ready, pid: child.pid ?? 0, stop, kill });
    });
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      if (!isReady)
        reject(new Error(`The server ended before it was ready (exit ${String(code)}).`));
      else if (!wasAsked) options.onUnexpectedExit?.(code ?? 1);
    });
  });
}

/** The line's content, or undefined for any other line. */
export function parseReadyLine(
  line: string,
): { readonly url: string; readonly people: readonly DemoPerson[] } | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const said = JSON.parse(line) as {
      readonly ready?: unknown;
      readonly url?: unknown;
      readonly people?: unknown;
    };
    if (said.ready !== true || typeof said.url !== 'string') return undefined;
    return {
      url: said.url,
      people: Array.isArray(said.people) ? (said.people as DemoPerson[]) : [],
    };
  } catch {
    return undefined;
  }
}
