import { sql, type Kysely } from 'kysely';
import { fromBase64Url, toHex } from '../../shared/encoding/bytes.ts';
import type { Database } from '../db/schema.ts';
import type { Acceptance } from './decide-items.ts';

/**
 * Others that are named for one token. A value that very many have (a made-up birth date) says nothing about them, and
 * must not pair everybody with everybody.
 */
export const OTHERS_PER_TOKEN = 20;

/** Tokens of a batch as columns, for one statement however many they are. */
interface TokenColumns {
  readonly hexes: readonly string[];
  readonly recordIds: readonly string[];
  readonly fieldIds: readonly string[];
  readonly kinds: readonly string[];
}

/**
 * Keeps the tokens of the accepted records and pairs each record with those that have one of them already. The server
 * learns of two records that a token is equal, and nothing of what it stands for.
 */
export async function storeTokens(
  trx: Kysely<Database>,
  accepted: readonly Acceptance[],
): Promise<void> {
  const columns = columnsOf(accepted);
  if (columns.hexes.length === 0) return;
  const given = sql`unnest(${columns.hexes}::text[], ${columns.recordIds}::text[], ${columns.fieldIds}::text[],
    ${columns.kinds}::text[]) as given (hex, record_id, field_id, kind)`;
  await sql`insert into tokens (token, record_id, field_id, kind)
    select decode(hex, 'hex'), record_id::uuid, field_id, kind from ${given}`.execute(trx);
  // Of two records of one batch only one names the other. The order is the index's: without it a table of which
  // nothing is known yet is read from one end to the other.
  await sql`insert into candidate_pairs (record_id, other_id, field_id, kind)
    select given.record_id::uuid, others.record_id, given.field_id, given.kind
    from ${given}
    cross join lateral (
      select record_id from tokens
      where token = decode(given.hex, 'hex') and kind = given.kind and field_id = given.field_id
        and record_id <> given.record_id::uuid
      order by record_id limit ${OTHERS_PER_TOKEN}
    ) as others
    where others.record_id < given.record_id::uuid
      or others.record_id::text <> all (${columns.recordIds}::text[])
    on conflict do nothing`.execute(trx);
}

/** Drops what the versions before had: a correction's tokens take the place of the old ones. */
export async function dropTokens(
  trx: Kysely<Database>,
  recordIds: readonly string[],
): Promise<void> {
  await trx.deleteFrom('tokens').where('record_id', 'in', recordIds).execute();
  await trx
    .deleteFrom('candidate_pairs')
    .where((where) =>
      where.or([where('record_id', 'in', recordIds), where('other_id', 'in', recordIds)]),
    )
    .execute();
}

/** Each token of a record once. */
function columnsOf(accepted: readonly Acceptance[]): TokenColumns {
  const hexes: string[] = [];
  const recordIds: string[] = [];
  const fieldIds: string[] = [];
  const kinds: string[] = [];
  for (const { entry, item } of accepted) {
    const seen = new Set<string>();
    for (const { token, fieldId, kind } of item.tokens) {
      const name = `${token}/${kind}/${fieldId}`;
      if (seen.has(name)) continue;
      seen.add(name);
      hexes.push(toHex(fromBase64Url(token)));
      recordIds.push(entry.recordId);
      fieldIds.push(fieldId);
      kinds.push(kind);
    }
  }
  return { hexes, recordIds, fieldIds, kinds };
}
