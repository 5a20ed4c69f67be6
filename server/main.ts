import { pathToFileURL } from 'node:url';
import type { AddressInfo } from 'node:net';
import type { Kysely } from 'kysely';
import { pino } from 'pino';
import { createServer } from './app.ts';
import { recordStart } from './audit/record-start.ts';
import { loadServerKey } from './auth/server-key.ts';
import { readConfig, type ServerConfig } from './config.ts';
import type { Database } from './db/schema.ts';
import { migrate } from './db/migrate.ts';
import { openScoped } from './db/scope.ts';
import { openEmbeddedDatabase, openPostgres } from './db/open-database.ts';
import { createGate } from './gate.ts';
import { serveMetrics } from './metrics/metrics-server.ts';
import { createMetrics } from './metrics/metrics.ts';
import { openObjectStore } from './objects/open-store.ts';
import { databaseMark, ownStore } from './objects/own-store.ts';
import { sweepObjects } from './objects/sweep.ts';
import { startSweeper } from './objects/sweeper.ts';
import { watchStore } from './objects/watched-store.ts';
import { DEMO_SEED } from './seed/demo.ts';
import { seedProgramme } from './seed/seed-programme.ts';

const STDERR = 2;
/** Longer than a batch takes, shorter than process managers wait. */
const SHUTDOWN_TIMEOUT_MS = 8000;
/** More than work at once on a few processors wait for each other in the database. */
const BATCHES_AT_ONCE = 4;
const BATCH_PATIENCE_MS = 120_000;
const LIMITS = { codes: 30, polls: 600, calls: 1200 };

export interface RunningServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Opens the database, brings it up to date, seeds it where asked, and listens. Prints one line of JSON when ready:
 * `{"ready":true,"url":…,"people":[…]}`; the people with their one-time codes at the first start only. The log
 * goes to standard error.
 */
export async function runServer(config: ServerConfig): Promise<RunningServer> {
  const logger = pino({ level: config.logLevel, base: null }, pino.destination(STDERR));
  const serverKey = await loadServerKey(config.dataFolder);
  const metrics = createMetrics();
  const db =
    config.databaseUrl === undefined
      ? await openEmbeddedDatabase(config.dataFolder, metrics)
      : openPostgres(config.databaseUrl, metrics);
  const people = await asOwner(config, db, async (owner) => {
    await migrate(owner);
    const seeded =
      config.seed === 'demo' ? await seedProgramme(owner, DEMO_SEED, config.codes) : undefined;
    await recordStart(owner, new Date());
    return seeded;
  });
  let origin = config.publicOrigin ?? `http://localhost:${String(config.port)}`;
  const scoped = await openScoped(db);
  const store = ownStore(await openObjectStore(config), await databaseMark(scoped));
  const objects = watchStore(store, logger, metrics);
  const app = await createServer({
    db: scoped,
    objects,
    serverKey,
    publicOrigin: () => origin,
    now: () => new Date(),
    logger,
    limits: LIMITS,
    batchGate: createGate(BATCHES_AT_ONCE, BATCH_PATIENCE_MS),
    metrics,
    appFolder: config.appFolder,
    appOrigins: config.appOrigins,
  });
  await app.listen({ port: config.port, host: config.host });
  const { port } = app.server.address() as AddressInfo;
  const url = `http://localhost:${String(port)}`;
  origin = config.publicOrigin ?? url;
  const sweeper = startSweeper(
    (signal) => sweepObjects(scoped, objects, new Date(), signal),
    logger,
  );
  const metricsServer = config.metrics && (await serveMetrics(metrics, config.metrics));
  const metricsUrl = metricsServer?.url;
  process.stdout.write(`${JSON.stringify({ ready: true, url, metricsUrl, people })}\n`);
  return {
    url,
    async stop() {
      await app.close();
      await sweeper.stop();
      await metricsServer?.close();
      await db.destroy();
    },
  };
}

/** What changes the schema, by the login that owns it where that is another one. */
async function asOwner<T>(
  config: ServerConfig,
  db: Kysely<Database>,
  work: (owner: Kysely<Database>) => Promise<T>,
): Promise<T> {
  if (config.ownerDatabaseUrl === undefined) return work(db);
  const owner = openPostgres(config.ownerDatabaseUrl);
  try {
    return await work(owner);
  } finally {
    await owner.destroy();
  }
}

function stopOnSignal(server: RunningServer): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), SHUTDOWN_TIMEOUT_MS).unref();
    server.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

async function main(): Promise<void> {
  try {
    stopOnSignal(await runServer(readConfig(process.env)));
  } catch (error) {
    process.stderr.write(`The server could not start: ${(error as Error).message}\n`);
    process.exit(1);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
