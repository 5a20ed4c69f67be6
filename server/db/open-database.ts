import fs from 'node:fs/promises';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, PostgresDialect, type Logger } from 'kysely';
import pg from 'pg';
import { lockFolder } from './folder-lock.ts';
import type { DatabaseWatch } from '../metrics/metrics.ts';
import type { Database } from './schema.ts';

const MS_PER_SECOND = 1000;

/** A connection to the embedded database in a folder. @throws Error when another process has it open. */
export async function openEmbeddedDatabase(
  dataFolder: string,
  watch?: DatabaseWatch,
): Promise<Kysely<Database>> {
  const folder = path.join(dataFolder, 'database');
  await fs.mkdir(folder, { recursive: true, mode: 0o700 });
  lockFolder(dataFolder);
  return overPglite(await PGlite.create(folder), watch);
}

/** The typed database over a PGlite instance, which it closes when it is destroyed. */
export function overPglite(pglite: PGlite, watch?: DatabaseWatch): Kysely<Database> {
  return new Kysely<Database>({ dialect: new PGliteDialect({ pglite }), log: measured(watch) });
}

/** A pool of connections to a PostgreSQL server. */
export function openPostgres(url: string, watch?: DatabaseWatch): Kysely<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    // Compiling a plan takes longer than any of ours; how long one takes is guessed from tables nobody has analysed yet.
    options: '-c jit=off',
    max: 10,
    types: {
      // Cursors and counts stay far below 2^53; PGlite answers numbers as well.
      getTypeParser: (oid, format) => {
        const usual = pg.types.getTypeParser(oid, format) as (value: string) => unknown;
        return oid === pg.types.builtins.INT8 && format !== 'binary' ? Number : usual;
      },
    },
  });
  // A connection that breaks fails its query and is replaced; unheard, the event would end the process. The pool hears idle
  // ones only, so that one which breaks within a transaction, between two queries, needs an ear of its own.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
  });
  watch?.watchPool(pool);
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }), log: measured(watch) });
}

/** Of a query its time and whether it failed: never its text or values. */
function measured(watch: DatabaseWatch | undefined): Logger | [] {
  if (watch === undefined) return [];
  return ({ level, queryDurationMillis }) => {
    watch.queried(queryDurationMillis / MS_PER_SECOND, level === 'error');
  };
}
