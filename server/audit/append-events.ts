import { sql, type Kysely, type Transaction } from 'kysely';
import { EMPTY_CHAIN, type AuditHead } from '../../shared/audit/audit-chain.ts';
import { linkEvents, type ServerAuditLink } from '../../shared/audit/server-chain.ts';
import type { Happening } from '../../shared/audit/server-event.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { ownBytes } from '../db/binary.ts';
import { lockForTransaction } from '../db/locks.ts';
import type { Database } from '../db/schema.ts';
import type { Occasion } from './occasion.ts';

/** Half of what a partition takes: the next one is there long before it is needed. */
const ROOM_EVERY = 500_000;

/**
 * Adds what happened to the chain, in the transaction that made it happen: both are kept, or neither. Must be the
 * transaction's last statement: from here to its commit everybody else who has something to add waits.
 * @throws FieldsealError `server.not-ready` where there is no programme yet.
 */
export async function appendEvents(
  trx: Transaction<Database>,
  { at, actor, requestId }: Occasion,
  happenings: readonly Happening[],
): Promise<void> {
  if (happenings.length === 0) return;
  await lockForTransaction(trx, 'audit');
  // After the lock, in a statement of its own: it sees what the holder before has committed.
  const { programmeId, head } = await readChainEnd(trx);
  const shared = { at: at.toISOString(), actor, ...(requestId === undefined ? {} : { requestId }) };
  const events = happenings.map((happening) => ({ ...happening, ...shared }));
  const links = linkEvents(programmeId, head, events);
  await trx.insertInto('audit_events').values(links.map(rowOf)).execute();
  const end = head.sequence + links.length;
  if (Math.floor(end / ROOM_EVERY) > Math.floor(head.sequence / ROOM_EVERY)) await makeRoom(trx);
}

/** Makes the partition after the newest one, where it is missing. */
export async function makeRoom(db: Kysely<Database>): Promise<void> {
  await sql`select make_audit_room()`.execute(db);
}

/** Whose chain it is, and where it ends. @throws FieldsealError `server.not-ready` where there is no programme yet. */
export async function readChainEnd(
  db: Kysely<Database>,
): Promise<{ readonly programmeId: string; readonly head: AuditHead }> {
  const row = await db
    .selectFrom('programme')
    .leftJoinLateral(
      (from) =>
        from
          .selectFrom('audit_events')
          .select(['sequence', 'hash'])
          .orderBy('sequence', 'desc')
          .limit(1)
          .as('last'),
      (join) => join.onTrue(),
    )
    .select(['programme.id', 'last.sequence', 'last.hash'])
    .executeTakeFirst();
  if (row === undefined) throw new FieldsealError('server.not-ready');
  const { id: programmeId, sequence, hash } = row;
  const head =
    sequence === null || hash === null ? EMPTY_CHAIN : { sequence, hash: ownBytes(hash) };
  return { programmeId, head };
}

function rowOf({ sequence, previousHash, hash, event }: ServerAuditLink) {
  return { sequence, previous_hash: previousHash, hash, event };
}
