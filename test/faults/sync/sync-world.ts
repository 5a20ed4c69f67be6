/** What the runs happen to: PostgreSQL on a small disk of its own, the server as a process over it, and the proxy before it. */
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { startServer, type RunningServer } from '../../../build/lib/server-process.ts';
import { startPostgres, type OwnPostgres } from '../../support/postgres.ts';
import { mountSmallDisk, type SmallDisk } from '../small-disk.ts';
import { startProxy, type FaultProxy } from './fault-proxy.ts';

const SERVER_DISK_MEGABYTES = 400;
/** Processes are killed, not the machine: what the operating system was given is safe without waiting for a disk. */
const SETTINGS = ['fsync=off', 'full_page_writes=off', 'max_wal_size=64MB', 'wal_recycle=off'];
const CLOCK = pathToFileURL(path.join(import.meta.dirname, 'shifted-clock.mjs')).href;
const DATABASE = 'fieldseal_run';

export interface SyncWorld {
  readonly folder: string;
  readonly proxy: FaultProxy;
  /** Null where this machine does not allow small disks; then nothing fills up. */
  readonly disk: SmallDisk | null;
  /** A fresh, seeded server; answers the people's one-time codes. */
  begin(appFolder: string): Promise<RunningServer['people']>;
  /** Keeps the database as it is now, to begin runs from. */
  keepAs(template: string): Promise<void>;
  /** The database as it was kept, and a server over it. */
  returnTo(template: string, appFolder: string): Promise<void>;
  /** By how many milliseconds the server's clock is off. */
  setClock(shift: number): void;
  killServer(): Promise<void>;
  stopServer(): Promise<void>;
  /** Starts whatever does not run: PostgreSQL, the server. */
  mend(): Promise<void>;
  restartDatabase(how: 'fast' | 'immediate'): Promise<void>;
  /** Asks the database as its owner. */
  ask<Row extends object>(query: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  close(): Promise<void>;
}

export async function openSyncWorld(folder: string): Promise<SyncWorld> {
  const mounted = mountSmallDisk(`${folder}-disk`, SERVER_DISK_MEGABYTES);
  const disk = typeof mounted === 'string' ? null : mounted;
  const postgres = await startPostgres(SETTINGS, disk?.folder);
  const proxy = await startProxy();
  const clockFile = path.join(folder, 'server-clock');
  fs.writeFileSync(clockFile, '0');
  let server: RunningServer | null = null;
  let appFolder = '';

  async function start(seed?: 'demo'): Promise<RunningServer> {
    const started = await startServer({
      port: 0,
      dataFolder: path.join(folder, 'server'),
      seed,
      appFolder,
      settings: {
        DATABASE_URL: urlOf(postgres, DATABASE),
        FIELDSEAL_PUBLIC_ORIGIN: proxy.url,
        FIELDSEAL_LOG_LEVEL: 'silent',
        FIELDSEAL_CLOCK_FILE: clockFile,
        NODE_OPTIONS: `--import=${CLOCK}`,
      },
      onUnexpectedExit: () => {
        if (server === started) server = null;
      },
    });
    server = started;
    proxy.setServer(Number(new URL(started.url).port));
    return started;
  }

  async function end(how: 'kill' | 'stop'): Promise<void> {
    const running = server;
    server = null;
    await running?.[how]();
  }

  async function alive(): Promise<boolean> {
    return onServer(postgres, 'select 1').then(
      () => true,
      () => false,
    );
  }

  return {
    folder,
    proxy,
    disk,
    async begin(app) {
      appFolder = app;
      await end('stop');
      await onServer(postgres, `drop database if exists ${DATABASE} with (force)`);
      await onServer(postgres, `create database ${DATABASE}`);
      return (await start('demo')).people;
    },
    async keepAs(template) {
      await end('stop');
      await onServer(postgres, `create database ${template} template ${DATABASE}`);
    },
    async returnTo(template, app) {
      if (app !== appFolder) await end('stop');
      appFolder = app;
      await onServer(postgres, `drop database if exists ${DATABASE} with (force)`);
      await onServer(
        postgres,
        `create database ${DATABASE} template ${template} strategy file_copy`,
      );
      if (server === null) await start();
    },
    setClock(shift) {
      fs.writeFileSync(clockFile, String(shift));
    },
    killServer: () => end('kill'),
    stopServer: () => end('stop'),
    async mend() {
      disk?.free();
      if (!(await alive())) await postgres.restart('immediate');
      if (server === null) await start();
    },
    async restartDatabase(how) {
      try {
        await postgres.restart(how);
      } catch (error) {
        // Nothing to write its first checkpoint on: it stays down until somebody frees the disk.
        if (disk?.isFull !== true) throw error;
      }
    },
    async ask<Row extends object>(query: string, values: readonly unknown[] = []) {
      return connected(urlOf(postgres, DATABASE), async (client) => {
        return (await client.query<Row>(query, [...values])).rows;
      });
    },
    async close() {
      await end('stop');
      await proxy.close();
      await postgres.stop();
      disk?.remove();
    },
  };
}

function urlOf(postgres: OwnPostgres, database: string): string {
  const url = new URL(postgres.url);
  url.pathname = `/${database}`;
  return url.href;
}

async function onServer(postgres: OwnPostgres, statement: string): Promise<void> {
  await connected(postgres.url, (client) => client.query(statement));
}

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  // A server that ends under a waiting client says so by an event too.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
