import { randomBytes } from 'node:crypto';
import { PGlite } from '@electric-sql/pglite';
import { sql, type Kysely } from 'kysely';
import pg from 'pg';
import { inject } from 'vitest';
import { overPglite, openPostgres } from '../db/open-database.ts';
import type { Database } from '../db/schema.ts';
import type { DatabaseWatch } from '../metrics/metrics.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

/** An empty database of its own for one test file. */
export interface TestDatabase {
  readonly db: Kysely<Database>;
  readonly engine: 'pglite' | 'postgres';
  /** As the owner; null for PGlite, which has one connection and no logins. */
  readonly url: string | null;
  /** Everything the database holds: PGlite's files, or PostgreSQL's rows as the server sends them. */
  dump(): Promise<Buffer>;
  close(): Promise<void>;
}

/** Opens the engine that the suite runs on (`FIELDSEAL_TEST_DB`), PGlite where none is named. */
export async function openTestDatabase(watch?: DatabaseWatch): Promise<TestDatabase> {
  return process.env['FIELDSEAL_TEST_DB'] === 'postgres'
    ? openOnPostgres(watch)
    : openOnPglite(watch);
}

async function openOnPglite(watch?: DatabaseWatch): Promise<TestDatabase> {
  const pglite = await PGlite.create();
  const db = overPglite(pglite, watch);
  return {
    db,
    engine: 'pglite',
    url: null,
    async dump() {
      await pglite.query('checkpoint');
      const archive = await pglite.dumpDataDir('none');
      return Buffer.from(await archive.arrayBuffer());
    },
    close: () => db.destroy(),
  };
}

async function openOnPostgres(watch?: DatabaseWatch): Promise<TestDatabase> {
  return createOnPostgres(inject('postgresUrl'), watch);
}

/** An empty database in a PostgreSQL, by the connection string of a superuser. */
export async function createOnPostgres(
  clusterUrl: string,
  watch?: DatabaseWatch,
): Promise<TestDatabase> {
  const url = new URL(clusterUrl);
  const name = `fieldseal_${randomBytes(8).toString('hex')}`;
  await onServer(url, `create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  const db = openPostgres(own.href, watch);
  return {
    db,
    engine: 'postgres',
    url: own.href,
    dump: () => dumpRows(db),
    async close() {
      await db.destroy();
      await onServer(url, `drop database ${name} with (force)`);
    },
  };
}

async function onServer(url: URL, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function dumpRows(db: Kysely<Database>): Promise<Buffer> {
  const tables = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public'
  `.execute(db);
  const parts: Buffer[] = [];
  for (const { name } of tables.rows) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(
      db,
    );
    for (const value of rows.flatMap((row) => Object.values(row))) {
      parts.push(
        value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(JSON.stringify(value)),
      );
    }
  }
  return Buffer.concat(parts);
}
