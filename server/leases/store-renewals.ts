import type { Kysely } from 'kysely';
import type { Happening } from '../../shared/audit/server-event.ts';
import { sha256 } from '../../shared/crypto/index.ts';
import { toHex, type Bytes } from '../../shared/encoding/bytes.ts';
import type { RenewalOutcome } from '../../shared/sync/lease-api.ts';
import { openLeaseRenewal, type LeaseRenewal } from '../../shared/sync/lease-renewal.ts';
import { appendEvents } from '../audit/append-events.ts';
import type { Occasion } from '../audit/occasion.ts';
import type { Database, OperatorRow } from '../db/schema.ts';
import { readPublished } from '../programme/read-programme.ts';
import { leaseEndOf } from './lease-end.ts';

/**
 * Takes signed renewals, all that fit, and answers what became of each, in order. A lease is never shortened, and none
 * of a revoked device is lengthened.
 * @throws FieldsealError `lease.tampered` when one is not signed by the programme's administrator; none is taken then.
 */
export async function storeRenewals(
  db: Kysely<Database>,
  signed: readonly Bytes[],
  occasion: Occasion,
): Promise<RenewalOutcome[]> {
  const { administrator, pack } = await readPublished(db);
  const opened: { readonly bytes: Bytes; readonly renewal: LeaseRenewal }[] = [];
  for (const bytes of signed) {
    opened.push({ bytes, renewal: await openLeaseRenewal(bytes, administrator) });
  }
  return db.transaction().execute(async (trx) => {
    const results: RenewalOutcome[] = [];
    const events: Happening[] = [];
    for (const { bytes, renewal } of opened) {
      const isOurs = renewal.programmeId === pack.id;
      const outcome = isOurs ? await storeOne(trx, renewal, bytes) : 'unknown';
      results.push(outcome);
      if (outcome === 'renewed') {
        const { requestHash, operatorId } = renewal;
        events.push({ action: 'lease.renewed', subject: requestHash, operatorId });
      }
    }
    await appendEvents(trx, occasion, events);
    return results;
  });
}

async function storeOne(
  trx: Kysely<Database>,
  renewal: LeaseRenewal,
  bytes: Bytes,
): Promise<RenewalOutcome> {
  const operator = await findOperator(trx, renewal);
  if (operator === undefined) return 'unknown';
  const device = await trx
    .selectFrom('devices')
    .select('revoked_at')
    .where('device_id', '=', renewal.deviceId)
    .executeTakeFirst();
  if (device?.revoked_at !== null) return 'revoked';
  if (Date.parse(renewal.leaseUntil) <= Date.parse(leaseEndOf(operator))) return 'not-longer';
  await trx
    .updateTable('operators')
    .set({ renewal_bytes: bytes })
    .where('signing_kid', '=', operator.signing_kid)
    .execute();
  return 'renewed';
}

/** The operator whose grant answered the request that the renewal names. */
async function findOperator(
  trx: Kysely<Database>,
  renewal: LeaseRenewal,
): Promise<OperatorRow | undefined> {
  const rows = await trx
    .selectFrom('operators')
    .selectAll()
    .where('operator_id', '=', renewal.operatorId)
    .where('device_id', '=', renewal.deviceId)
    .forUpdate()
    .execute();
  return rows.find((row) => toHex(sha256(row.request_bytes)) === renewal.requestHash);
}
