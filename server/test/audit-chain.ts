import { decodeCbor } from '../../shared/encoding/cbor.ts';
import { ServerAuditEvent } from '../../shared/audit/server-event.ts';
import {
  createServerChainVerifier,
  type ServerChainProblem,
} from '../../shared/audit/verify-server-chain.ts';
import { readChainEnd } from '../audit/append-events.ts';
import { ownBytes } from '../db/binary.ts';
import type { TestDatabase } from './test-database.ts';

export type WrittenEvent = ServerAuditEvent & { readonly sequence: number };

/** The events of the server's chain after `after`, each of the shape that is declared. */
export async function eventsOf(
  { db }: Pick<TestDatabase, 'db'>,
  after = 0,
): Promise<readonly WrittenEvent[]> {
  const rows = await db
    .selectFrom('audit_events')
    .select(['sequence', 'event'])
    .where('sequence', '>', after)
    .orderBy('sequence')
    .execute();
  return rows.map(({ sequence, event }) => ({
    sequence,
    ...ServerAuditEvent.parse(decodeCbor(ownBytes(event))),
  }));
}

/** The actions that `work` leaves in the chain, in order. */
export async function actionsOf(
  database: Pick<TestDatabase, 'db'>,
  work: () => Promise<unknown>,
): Promise<readonly string[]> {
  const { head } = await readChainEnd(database.db);
  await work();
  return (await eventsOf(database, head.sequence)).map(({ action }) => action);
}

/** Verifies the chain as it stands in the table. */
export async function problemsOf({
  db,
}: Pick<TestDatabase, 'db'>): Promise<readonly ServerChainProblem[]> {
  const { programmeId } = await readChainEnd(db);
  const rows = await db.selectFrom('audit_events').selectAll().orderBy('sequence').execute();
  const verifier = createServerChainVerifier(programmeId);
  for (const row of rows) {
    verifier.take({
      sequence: row.sequence,
      previousHash: ownBytes(row.previous_hash),
      hash: ownBytes(row.hash),
      event: ownBytes(row.event),
    });
  }
  return verifier.finish();
}
