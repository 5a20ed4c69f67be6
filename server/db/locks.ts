import { sql, type QueryExecutorProvider } from 'kysely';

/** First half of every advisory lock's key: "FLDS", so that other programs of the database do not meet it. */
const LOCK_SPACE = 0x46_4c_44_53;

/**
 * - `migrate`: one server at a time changes the schema or seeds it.
 * - `records`, `decisions`: held from drawing a cursor to commit, so that cursors become visible in their
 *   order. Without it a reader could see 6, ask for what follows, and never see 5, committed later.
 * - `grants`: one at a time approves a laptop or changes what people are. Otherwise a laptop could be approved by what its
 *   person was, past a change that does not see it yet.
 * - `audit`: held from reading the chain's end to commit. Always the last lock that a transaction takes, of whatever kind:
 *   who holds it waits for nobody, so that no two can wait for each other.
 */
const LOCKS = { migrate: 1, records: 2, decisions: 3, audit: 4, grants: 5 } as const;

/** Takes the lock until the transaction ends. */
export async function lockForTransaction(
  trx: QueryExecutorProvider,
  name: keyof typeof LOCKS,
): Promise<void> {
  // Casts: an untyped parameter would leave the choice between the one- and two-key form open.
  await sql`select pg_advisory_xact_lock(${LOCK_SPACE}::integer, ${LOCKS[name]}::integer)`.execute(
    trx,
  );
}
