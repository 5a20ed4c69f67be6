/** A server under measurement: a real process over a durable PostgreSQL of its own, and a programme with laptops. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startServer, type RunningServer } from '../../../build/lib/server-process.ts';
import { loadServerKey } from '../../../server/auth/server-key.ts';
import {
  bootstrap,
  provision,
  type ActiveParty,
  type Administrator,
} from '../../../server/test/provision.ts';
import { createOnPostgres, type TestDatabase } from '../../../server/test/test-database.ts';
import { serveTests, type TestServer } from '../../../server/test/test-server.ts';
import type { SigningKey } from '../../../shared/crypto/index.ts';
import { startPostgres } from '../../support/postgres.ts';

/** As a small server of a programme is set: durable, and a gigabyte to work with. */
const SETTINGS = [
  'shared_buffers=1GB',
  'maintenance_work_mem=1GB',
  'max_wal_size=8GB',
  'checkpoint_timeout=15min',
  'max_parallel_maintenance_workers=2',
];

export interface SyncWorld {
  /** As the owner, for filling and checking. */
  readonly database: TestDatabase;
  readonly server: RunningServer;
  readonly serverKey: SigningKey;
  readonly administrator: Administrator;
  /** The same server inside this process, over the same database: for setting up what is not measured. */
  readonly local: TestServer;
  addLaptops(count: number): Promise<readonly ActiveParty[]>;
  close(): Promise<void>;
}

export async function openWorld(): Promise<SyncWorld> {
  const dataFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-sync-bench-'));
  const postgres = await startPostgres(SETTINGS);
  const database = await createOnPostgres(postgres.url);
  const serverKey = await loadServerKey(dataFolder);
  const local = await serveTests(database, { serverKey });
  const administrator = await bootstrap(local);
  const server = await startServer({
    port: 0,
    dataFolder,
    seed: undefined,
    databaseUrl: database.url ?? '',
    appFolder: '',
  });
  return {
    database,
    server,
    serverKey,
    administrator,
    local,
    async addLaptops(count) {
      const laptops: ActiveParty[] = [];
      for (let made = 0; made < count; made++) {
        laptops.push(await provision(local, administrator, 'enumerator', ['nahr']));
      }
      return laptops;
    },
    async close() {
      await server.stop();
      await local.close();
      await postgres.stop();
      fs.rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}
