import type { Kysely } from 'kysely';
import type { z } from 'zod';
import { equalBytes, type Bytes } from '../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { GrantResponse, PendingRequest } from '../../shared/sync/http-api.ts';
import { openProvisioningRequest } from '../../shared/sync/voucher.ts';
import { appendEvents } from '../audit/append-events.ts';
import type { Occasion } from '../audit/occasion.ts';
import { columnToText, ownBytes } from '../db/binary.ts';
import { lockForTransaction } from '../db/locks.ts';
import type { Database, ProvisioningRequestTable } from '../db/schema.ts';
import { readPublished } from '../programme/read-programme.ts';
import { storeGrant } from './store-grant.ts';

/** Requests that wait for an administrator, oldest first. */
export async function listPending(db: Kysely<Database>): Promise<readonly PendingRequest[]> {
  const rows = await db
    .selectFrom('provisioning_requests as requests')
    .innerJoin('people', 'people.operator_id', 'requests.operator_id')
    .select(['requests.bytes', 'requests.request_hash', 'requests.received_at'])
    .select(['people.name', 'people.role', 'people.area_ids', 'people.assignments'])
    .where('requests.state', '=', 'pending')
    .orderBy('requests.received_at')
    .execute();
  return rows.map((row) => ({
    request: columnToText(row.bytes),
    requestHash: row.request_hash,
    operatorName: row.name,
    role: row.role,
    areaIds: [...row.area_ids],
    assignments: [...row.assignments],
    receivedAt: row.received_at.toISOString(),
  }));
}

/**
 * Where a request stands. A granted one comes with the newest pack.
 * @throws FieldsealError `provisioning.request-unknown`.
 */
export async function readGrant(
  db: Kysely<Database>,
  requestHash: string,
): Promise<z.infer<typeof GrantResponse>> {
  const row = await db
    .selectFrom('provisioning_requests')
    .select(['state', 'grant_bytes'])
    .where('request_hash', '=', requestHash)
    .executeTakeFirst();
  if (row === undefined) throw new FieldsealError('provisioning.request-unknown');
  if (row.state === 'rejected') return { state: 'rejected' };
  if (row.state === 'pending' || row.grant_bytes === null) return { state: 'pending' };
  const { packBytes } = await readPublished(db);
  return {
    state: 'granted',
    grant: columnToText(row.grant_bytes),
    pack: columnToText(packBytes),
  };
}

/**
 * Takes the administrator's grant for a waiting request. The same grant again changes nothing.
 * @throws FieldsealError `provisioning.request-unknown`, `provisioning.rejected`, and as `storeGrant`.
 */
export async function approveRequest(
  db: Kysely<Database>,
  requestHash: string,
  grantBytes: Bytes,
  occasion: Occasion,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await lockForTransaction(trx, 'grants');
    const row = await lockRequest(trx, requestHash);
    if (row.state === 'rejected') throw new FieldsealError('provisioning.rejected');
    if (row.grant_bytes !== null) {
      if (equalBytes(row.grant_bytes, grantBytes)) return;
      throw new FieldsealError('server.input-invalid', { rule: 'already-granted' });
    }
    const { administrator } = await readPublished(trx);
    const person = await trx
      .selectFrom('people')
      .selectAll()
      .where('operator_id', '=', row.operator_id)
      .executeTakeFirstOrThrow();
    const requestBytes = ownBytes(row.bytes);
    const request = await openProvisioningRequest(requestBytes);
    const { programmeId } = request;
    const context = { person, request, requestBytes, requestHash, programmeId, now: occasion.at };
    await storeGrant(trx, context, administrator, grantBytes);
    await appendEvents(trx, occasion, [
      { action: 'provisioning.approved', subject: requestHash, operatorId: row.operator_id },
    ]);
  });
}

/**
 * Rejects a waiting request; once more changes nothing.
 * @throws FieldsealError `provisioning.request-unknown`, `server.input-invalid` for one already granted.
 */
export async function rejectRequest(
  db: Kysely<Database>,
  requestHash: string,
  occasion: Occasion,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const row = await lockRequest(trx, requestHash);
    if (row.state === 'granted') {
      throw new FieldsealError('server.input-invalid', { rule: 'already-granted' });
    }
    if (row.state === 'rejected') return;
    await trx
      .updateTable('provisioning_requests')
      .set({ state: 'rejected' })
      .where('request_hash', '=', requestHash)
      .execute();
    await appendEvents(trx, occasion, [
      { action: 'provisioning.rejected', subject: requestHash, operatorId: row.operator_id },
    ]);
  });
}

async function lockRequest(
  trx: Kysely<Database>,
  requestHash: string,
): Promise<ProvisioningRequestTable> {
  const row = await trx
    .selectFrom('provisioning_requests')
    .selectAll()
    .where('request_hash', '=', requestHash)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw new FieldsealError('provisioning.request-unknown');
  return row;
}
