import { sql, type Kysely } from 'kysely';
import type { Database } from './schema.ts';

/**
 * What a connection may see and change. The database holds it to that by row-level security, under the checks of
 * the code:
 * - `programme`: everything of the programme. For what the server does by itself: finding out who calls, taking a batch,
 *   looking for duplicates.
 * - `areas`: what belongs to one of these areas; those below them are named too.
 * - `device`: what a laptop delivered, and what is its operators'.
 * - `operator`: one person's own.
 */
export type Scope =
  | { readonly kind: 'programme' }
  | { readonly kind: 'areas'; readonly areaIds: readonly string[] }
  | { readonly kind: 'device'; readonly deviceId: string }
  | { readonly kind: 'operator'; readonly operatorId: string };

export const WHOLE_PROGRAMME: Scope = { kind: 'programme' };

/** The database for everything but setting it up: nothing is reached without saying in which scope. */
export interface ScopedDatabase {
  /**
   * Does `work` on one connection that sees what `scope` covers. Not for use inside other work: the embedded database
   * has one connection, and the inner work would wait for the outer one.
   */
  within<T>(scope: Scope, work: (db: Kysely<Database>) => Promise<T>): Promise<T>;
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
}

/** Work of a laptop on what it delivers. */
export async function withinOwnDevice<T>(
  database: ScopedDatabase,
  { deviceId }: { readonly deviceId: string },
  work: (db: Kysely<Database>) => Promise<T>,
): Promise<T> {
  return database.within({ kind: 'device', deviceId }, work);
}

/**
 * The scoped database over a connection of the owner, or of a login that is a member of `fieldseal_app`. Serves the
 * programme that is there when it is made; before one is seeded nothing is seen.
 */
export async function openScoped(db: Kysely<Database>): Promise<ScopedDatabase> {
  const { rows } = await sql<{ number: number | null }>`
    select fieldseal_first_programme() as number`.execute(db);
  return scopedTo(db, rows[0]?.number ?? 0);
}

/** As `openScoped`, for a programme by its number. */
export function scopedTo(db: Kysely<Database>, programmeNumber: number): ScopedDatabase {
  return {
    within: (scope, work) =>
      db.connection().execute(async (connection) => {
        await enter(connection, programmeNumber, scope);
        try {
          return await work(connection);
        } finally {
          await leave(connection);
        }
      }),
    async ping() {
      await sql`select 1`.execute(db);
    },
  };
}

/** All settings at every time: none of the work before is left. */
async function enter(db: Kysely<Database>, programmeNumber: number, scope: Scope): Promise<void> {
  const areas = scope.kind === 'areas' ? JSON.stringify(scope.areaIds) : '';
  const device = scope.kind === 'device' ? scope.deviceId : '';
  const operator = scope.kind === 'operator' ? scope.operatorId : '';
  await sql`select set_config('role', ${`fieldseal_${scope.kind}`}, false),
    set_config('fieldseal.programme', ${String(programmeNumber)}, false),
    set_config('fieldseal.areas', ${areas}, false),
    set_config('fieldseal.device', ${device}, false),
    set_config('fieldseal.operator', ${operator}, false)`.execute(db);
}

/** What fails here failed because the connection broke, and the work has said so. */
async function leave(db: Kysely<Database>): Promise<void> {
  await sql`select set_config('role', 'none', false), set_config('fieldseal.programme', '', false)`
    .execute(db)
    .catch(() => undefined);
}
