import { sql, type Kysely, type Transaction } from 'kysely';
import { expect } from 'vitest';
import type { Database } from '../db/schema.ts';
import type { TestDatabase } from './test-database.ts';

/**
 * Runs all `contenders` at the same moment: holds what `lock` takes until each of them waits in the database, then
 * lets go. Fails when they do not wait. PGlite has one connection and cannot race; there they simply start together.
 */
export async function raceBehindLock<T>(
  { db, engine }: Pick<TestDatabase, 'db' | 'engine'>,
  lock: (trx: Transaction<Database>) => Promise<unknown>,
  contenders: readonly (() => Promise<T>)[],
): Promise<readonly T[]> {
  if (engine === 'pglite') return Promise.all(contenders.map((start) => start()));
  const running: Promise<T>[] = [];
  await db.transaction().execute(async (trx) => {
    await lock(trx);
    running.push(...contenders.map((start) => start()));
    await expect.poll(() => waiting(db), { timeout: 10_000 }).toBe(contenders.length);
  });
  return Promise.all(running);
}

async function waiting(db: Kysely<Database>): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'
  `.execute(db);
  return rows[0]?.count ?? 0;
}
