import type { Kysely } from 'kysely';
import { sha256 } from '../../shared/crypto/index.ts';
import { equalBytes, toHex, type Bytes } from '../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { ListedPerson } from '../../shared/sync/http-api.ts';
import type { ProvisioningRequest } from '../../shared/sync/provisioning.ts';
import { openProvisioningRequest } from '../../shared/sync/voucher.ts';
import { appendEvents } from '../audit/append-events.ts';
import type { Occasion } from '../audit/occasion.ts';
import { lockForTransaction } from '../db/locks.ts';
import type { Database, PersonRow } from '../db/schema.ts';
import { readPublished } from '../programme/read-programme.ts';
import { storeGrant } from './store-grant.ts';
import { hasSoundKeys, refuseRevokedDevice } from './submit-request.ts';

/** A laptop's request that came in a file, the administrator's grant for it, and whose laptop it is. */
export interface FileApproval {
  readonly requestHash: string;
  readonly request: Bytes;
  readonly grant: Bytes;
  /** The person's id on the list so far; from then on it is the one in the request. */
  readonly listedAs: string;
}

/** People who have not asked for a laptop yet, by name: a request from a file may be for one of them. */
export async function listWithoutLaptop(db: Kysely<Database>): Promise<readonly ListedPerson[]> {
  const people = await withoutLaptop(db).orderBy('name').orderBy('operator_id').execute();
  return people.map((person) => ({
    operatorId: person.operator_id,
    operatorName: person.name,
    role: person.role,
    areaIds: [...person.area_ids],
    assignments: [...person.assignments],
  }));
}

/**
 * Holds a file's approval against what the caller may see.
 * @throws FieldsealError `provisioning.not-listed` for a person outside.
 */
export async function requireListed(
  db: Kysely<Database>,
  { request, listedAs }: Pick<FileApproval, 'request' | 'listedAs'>,
): Promise<void> {
  const { operatorId } = await openProvisioningRequest(request);
  const seen = await db
    .selectFrom('people')
    .select('operator_id')
    .where('operator_id', 'in', [listedAs, operatorId])
    .executeTakeFirst();
  if (seen === undefined) throw new FieldsealError('provisioning.not-listed');
}

/**
 * Takes a request and its grant at once. The laptop made the person's id, since it could ask nobody: the listing moves to
 * it, and the person's code is used up. The same again changes nothing.
 * @throws FieldsealError `provisioning.request-tampered`, `provisioning.other-programme`, `provisioning.not-listed`,
 * `server.input-invalid` for a request that is held already, and as `storeGrant`.
 */
export async function approveFile(
  db: Kysely<Database>,
  { requestHash, request: requestBytes, grant, listedAs }: FileApproval,
  occasion: Occasion,
): Promise<void> {
  const request = await openProvisioningRequest(requestBytes);
  if (toHex(sha256(requestBytes)) !== requestHash || !hasSoundKeys(request)) {
    throw new FieldsealError('provisioning.request-tampered');
  }
  await db.transaction().execute(async (trx) => {
    await lockForTransaction(trx, 'grants');
    // Person before programme, as a request over the network takes them.
    const person = await withoutLaptop(trx)
      .where('operator_id', '=', listedAs)
      .forUpdate('people')
      .executeTakeFirst();
    await trx.selectFrom('programme').select('id').forUpdate().execute();
    const { pack, administrator } = await readPublished(trx);
    if (!['', pack.id].includes(request.programmeId)) {
      throw new FieldsealError('provisioning.other-programme');
    }
    if (await isHeld(trx, requestHash, grant)) return;
    if (person === undefined) throw new FieldsealError('provisioning.not-listed');
    await refuseRevokedDevice(trx, request.deviceId);
    const moved = await moveListing(trx, person, request, occasion.at);
    await trx
      .insertInto('provisioning_requests')
      .values({
        request_hash: requestHash,
        operator_id: request.operatorId,
        bytes: requestBytes,
        state: 'pending',
        grant_bytes: null,
        received_at: occasion.at,
      })
      .execute();
    const context = { person: moved, request, requestBytes, requestHash, now: occasion.at };
    await storeGrant(trx, { ...context, programmeId: pack.id }, administrator, grant);
    await appendEvents(trx, occasion, [
      // Both ids of the person: what came before under the first is theirs.
      { action: 'provisioning.requested', subject: requestHash, operatorId: listedAs },
      { action: 'provisioning.approved', subject: requestHash, operatorId: request.operatorId },
    ]);
  });
}

function withoutLaptop(db: Kysely<Database>) {
  return db
    .selectFrom('people')
    .selectAll()
    .where('code_used_at', 'is', null)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('provisioning_requests as requests')
            .select('requests.request_hash')
            .whereRef('requests.operator_id', '=', 'people.operator_id'),
        ),
      ),
    );
}

/** True where this very grant was taken before. @throws FieldsealError `server.input-invalid` for another decision. */
async function isHeld(trx: Kysely<Database>, requestHash: string, grant: Bytes): Promise<boolean> {
  const held = await trx
    .selectFrom('provisioning_requests')
    .select('grant_bytes')
    .where('request_hash', '=', requestHash)
    .executeTakeFirst();
  if (held === undefined) return false;
  if (held.grant_bytes !== null && equalBytes(held.grant_bytes, grant)) return true;
  throw new FieldsealError('server.input-invalid', { rule: 'already-granted' });
}

/** @throws FieldsealError `provisioning.request-tampered` where the request's id is somebody's already. */
async function moveListing(
  trx: Kysely<Database>,
  person: PersonRow,
  { operatorId }: ProvisioningRequest,
  now: Date,
): Promise<PersonRow> {
  const taken = await trx
    .selectFrom('people')
    .select('operator_id')
    .where('operator_id', '=', operatorId)
    .executeTakeFirst();
  if (taken !== undefined) throw new FieldsealError('provisioning.request-tampered');
  return trx
    .updateTable('people')
    .set({ operator_id: operatorId, code_used_at: now })
    .where('operator_id', '=', person.operator_id)
    .returningAll()
    .executeTakeFirstOrThrow();
}
