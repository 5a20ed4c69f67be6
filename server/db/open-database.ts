import fs from 'node:fs/promises';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, PostgresDialect } from 'kysely';
import pg from 'pg';
import { lockFolder } from './folder-lock.ts';
import type { Database } from './schema.ts';

/** A connection to the embedded database in a folder, or in memory without one. @throws Error when another process has it open. */
export async function openEmbeddedDatabase(dataFolder?: string): Promise<Kysely<Database>> {
  if (dataFolder === undefined) return overPglite(await PGlite.create());
  const folder = path.join(dataFolder, 'database');
  await fs.mkdir(folder, { recursive: true, mode: 0o700 });
  lockFolder(dataFolder);
  return overPglite(await PGlite.create(folder));
}

/** The typed database over a PGlite instance, which it closes when it is destroyed. */
export function overPglite(pglite: PGlite): Kysely<Database> {
  return new Kysely<Database>({ dialect: new PGliteDialect({ pglite }) });
}

/** A pool of connections to a PostgreSQL server. */
export function openPostgres(url: string): Kysely<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    types: {
      // Cursors and counts stay far below 2^53; PGlite answers numbers as well.
      getTypeParser: (oid, format) => {
        const usual = pg.types.getTypeParser(oid, format) as (value: string) => unknown;
        return oid === pg.types.builtins.INT8 && format !== 'binary' ? Number : usual;
      },
    },
  });
  // An idle connection that breaks is replaced at the next query; unheard, the event would end the process.
  pool.on('error', () => undefined);
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}
