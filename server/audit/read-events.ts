import type { Kysely } from 'kysely';
import { signCheckpoint } from '../../shared/audit/checkpoint.ts';
import type { SigningKey } from '../../shared/crypto/index.ts';
import { toBase64Url, toHex } from '../../shared/encoding/bytes.ts';
import type { AuditEventPage } from '../../shared/sync/audit-api.ts';
import { columnToText } from '../db/binary.ts';
import type { Database } from '../db/schema.ts';
import { readChainEnd } from './append-events.ts';

/** Where the chain ends now, signed, as base64url. @throws FieldsealError `server.not-ready` without a programme. */
export async function currentCheckpoint(
  db: Kysely<Database>,
  serverKey: SigningKey,
  now: Date,
): Promise<string> {
  const { programmeId, head } = await readChainEnd(db);
  return toBase64Url(await signCheckpoint(serverKey, programmeId, head, now));
}

/** A page of the chain in its order, after the event `after`, with a checkpoint that is not before its last event. */
export async function readEvents(
  db: Kysely<Database>,
  serverKey: SigningKey,
  page: { readonly after: number; readonly limit: number },
  now: Date,
): Promise<AuditEventPage> {
  const rows = await db
    .selectFrom('audit_events')
    .selectAll()
    .where('sequence', '>', page.after)
    .orderBy('sequence')
    .limit(page.limit + 1)
    .execute();
  return {
    events: rows.slice(0, page.limit).map((row) => ({
      sequence: row.sequence,
      previousHash: toHex(row.previous_hash),
      hash: toHex(row.hash),
      event: columnToText(row.event),
    })),
    // Read afterwards: what is committed in between makes it later, never earlier.
    checkpoint: await currentCheckpoint(db, serverKey, now),
    more: rows.length > page.limit,
  };
}
