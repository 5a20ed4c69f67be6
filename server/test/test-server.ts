import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { generateSigningSeed, type SigningKey } from '../../shared/crypto/index.ts';
import { undated, type Assignment } from '../../shared/domain/assignment.ts';
import type { Role } from '../../shared/domain/role.ts';
import { createServer } from '../app.ts';
import { migrate } from '../db/migrate.ts';
import { openScoped, WHOLE_PROGRAMME } from '../db/scope.ts';
import type { ServerDeps } from '../deps.ts';
import { createGate } from '../gate.ts';
import { createMetrics } from '../metrics/metrics.ts';
import { openFolderStore } from '../objects/folder-store.ts';
import { newCode } from '../provisioning/codes.ts';
import { DEMO_SEED } from '../seed/demo.ts';
import { addPerson, seedProgramme } from '../seed/seed-programme.ts';
import { openTestDatabase, type TestDatabase } from './test-database.ts';

export const ORIGIN = 'http://localhost:8440';

/** A server over a fresh, seeded database; requests are injected, no port is opened. */
export interface TestServer extends TestDatabase {
  readonly app: FastifyInstance;
  readonly deps: ServerDeps;
  readonly serverKey: SigningKey;
  /** Lines of the log so far. */
  readonly log: readonly string[];
  /** Adds a person and answers their id and one-time code. */
  addPerson(role: Role, areaIds: readonly string[]): Promise<TestPerson>;
  /** As `addPerson`, for somebody who is several things, or for some time only. */
  addAssigned(...assignments: readonly [Assignment, ...Assignment[]]): Promise<TestPerson>;
}

export interface TestPerson {
  readonly operatorId: string;
  readonly name: string;
  readonly assignments: readonly [Assignment, ...Assignment[]];
  readonly code: string;
}

export async function startTestServer(overrides: Partial<ServerDeps> = {}): Promise<TestServer> {
  const metrics = createMetrics();
  const database = await openTestDatabase(metrics);
  const { key: serverKey } = await generateSigningSeed();
  return serveTests(database, { serverKey, metrics, ...overrides });
}

/** As `startTestServer`, over an empty database that is given. */
export async function serveTests(
  database: TestDatabase,
  overrides: Partial<ServerDeps> & Pick<ServerDeps, 'serverKey'>,
): Promise<TestServer> {
  await migrate(database.db);
  await seedProgramme(database.db, { draft: DEMO_SEED.draft, people: [] }, {});
  const log: string[] = [];
  const objectFolder = await fs.mkdtemp(path.join(os.tmpdir(), 'fieldseal-objects-'));
  const deps: ServerDeps = {
    db: await openScoped(database.db),
    objects: await openFolderStore(objectFolder),
    publicOrigin: () => ORIGIN,
    now: () => new Date(),
    logger: pino({ base: null }, { write: (line: string) => log.push(line) }),
    limits: { codes: 100_000, polls: 100_000, calls: 100_000 },
    batchGate: createGate(8, 60_000),
    metrics: createMetrics(),
    appOrigins: [],
    ...overrides,
  };
  const app = await createServer(deps);
  await app.ready();
  let people = 0;
  const addAssigned: TestServer['addAssigned'] = async (...assignments) => {
    people += 1;
    const operatorId = `op-${assignments[0].role}-${String(people)}`;
    const person = { operatorId, name: `Test Person ${String(people)}`, assignments };
    const code = newCode();
    await deps.db.within(WHOLE_PROGRAMME, (db) => addPerson(db, person, code));
    return { ...person, code };
  };
  return {
    ...database,
    app,
    deps,
    serverKey: deps.serverKey,
    log,
    addPerson: (role, areaIds) => addAssigned(undated(role, areaIds)),
    addAssigned,
    async close() {
      await app.close();
      await database.close();
      await fs.rm(objectFolder, { recursive: true });
    },
  };
}
