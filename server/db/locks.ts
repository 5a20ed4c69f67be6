import { sql, type QueryExecutorProvider } from 'kysely';

/** First half of every advisory lock's key: "FLDS", so that other programs of the database do not meet it. */
const LOCK_SPACE = 0x46_4c_44_53;

/**
 * - `migrate`: one server at a time changes the schema or seeds it.
 * - `records`, `decisions`: held from drawing a cursor to commit, so that cursors become visible in their
 *   order. Without it a reader could see 6, ask for what follows, and never see 5, committed later.
 * - `objects`: shared by those who put objects and write the rows that name them, to commit; taken alone by who looks that no
 *   row names an object, and deletes it.
 * - `grants`: one at a time approves a laptop or changes what people are. Otherwise a laptop could be approved by what its
 *   person was, past a change that does not see it yet.
 * - `audit`: held from reading the chain's end to commit. Always the last lock that a transaction takes, of whatever kind:
 *   who holds it waits for nobody, so that no two can wait for each other.
 */
const LOCKS = { migrate: 1, records: 2, decisions: 3, audit: 4, objects: 5, grants: 6 } as const;

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

/** As `lockForTransaction`, beside others who share it: only who takes the lock alone waits, and is waited for. */
export async function shareForTransaction(
  trx: QueryExecutorProvider,
  name: keyof typeof LOCKS,
): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${LOCK_SPACE}::integer, ${LOCKS[name]}::integer)`.execute(
    trx,
  );
}
