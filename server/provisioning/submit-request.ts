import { appendEvents } from '../audit/append-events.ts';
import { asCodeHolder, type Occasion } from '../audit/occasion.ts';
import { refuseRevoked } from '../auth/find-caller.ts';
import type { Kysely } from 'kysely';
import type { Happening } from '../../shared/audit/server-event.ts';
import { keyIdOf, sha256, type SigningKey } from '../../shared/crypto/index.ts';
import type { PublicKeyRef } from '../../shared/domain/public-key-ref.ts';
import { fromBase64Url, toHex, type Bytes } from '../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { ProvisioningRequest } from '../../shared/sync/provisioning.ts';
import { openProvisioningRequest } from '../../shared/sync/voucher.ts';
import type { Database, PersonRow } from '../db/schema.ts';
import { readProgramme } from '../programme/read-programme.ts';
import { bootstrapProgramme, type Bootstrap } from './bootstrap.ts';
import { isAdministrator, lockPerson } from './claim-code.ts';

/**
 * Takes a laptop's request for the person of the code and uses the code up. The same request sent again, its
 * answer having been lost, is answered again. Answers the request's hash.
 * @throws FieldsealError `provisioning.code-invalid`, `provisioning.code-used`,
 * `provisioning.request-tampered`, `server.forbidden` for a bootstrap that is not the first administrator's.
 */
export async function submitRequest(
  db: Kysely<Database>,
  serverKey: SigningKey,
  occasion: Occasion,
  submitted: {
    readonly code: string;
    readonly request: Bytes;
    readonly bootstrap?: Bootstrap | undefined;
  },
): Promise<string> {
  const request = await openProvisioningRequest(submitted.request);
  const requestHash = toHex(sha256(submitted.request));
  await db.transaction().execute(async (trx) => {
    const person = await lockPerson(trx, submitted.code);
    if (person.code_used_at !== null) {
      const known = await findRequest(trx, requestHash);
      if (known?.operator_id === person.operator_id) return;
      throw new FieldsealError('provisioning.code-used');
    }
    await trx.selectFrom('programme').select('id').forUpdate().execute();
    const programme = await readProgramme(trx);
    checkRequest(request, person, programme.draft.id);
    await refuseRevokedDevice(trx, request.deviceId);
    await trx
      .insertInto('provisioning_requests')
      .values({
        request_hash: requestHash,
        operator_id: person.operator_id,
        bytes: submitted.request,
        state: 'pending',
        grant_bytes: null,
        received_at: occasion.at,
      })
      .execute();
    await trx
      .updateTable('people')
      .set({ code_used_at: occasion.at })
      .where('operator_id', '=', person.operator_id)
      .execute();
    const events: Happening[] = [{ action: 'provisioning.requested', subject: requestHash }];
    const isFirstAdministrator = programme.published === null && isAdministrator(person);
    if ((submitted.bootstrap !== undefined) !== isFirstAdministrator) {
      throw new FieldsealError('server.forbidden', { rule: 'bootstrap' });
    }
    if (submitted.bootstrap !== undefined) {
      const { draft } = programme;
      const context = {
        person,
        request,
        requestBytes: submitted.request,
        requestHash,
        programmeId: draft.id,
        draft,
        now: occasion.at,
      };
      await bootstrapProgramme(trx, serverKey, context, submitted.bootstrap);
      events.push(
        { action: 'programme.published', version: draft.version },
        { action: 'provisioning.approved', subject: requestHash, operatorId: person.operator_id },
      );
    }
    await appendEvents(trx, asCodeHolder(occasion, person.operator_id), events);
  });
  return requestHash;
}

/** The request is this person's, for this programme, and each key id fits its key. */
function checkRequest(request: ProvisioningRequest, person: PersonRow, programmeId: string): void {
  const sound =
    request.operatorId === person.operator_id &&
    request.programmeId === programmeId &&
    hasSoundKeys(request);
  if (!sound) throw new FieldsealError('provisioning.request-tampered');
}

/** Each key id fits its key, and laptop and person have keys of their own. */
export function hasSoundKeys(request: ProvisioningRequest): boolean {
  return (
    request.deviceId === request.deviceSigningKey.kid &&
    [request.deviceSigningKey, request.operatorSigningKey, request.operatorAgreementKey].every(
      isConsistent,
    ) &&
    request.deviceSigningKey.kid !== request.operatorSigningKey.kid
  );
}

function isConsistent(reference: PublicKeyRef): boolean {
  try {
    return keyIdOf(fromBase64Url(reference.key)) === reference.kid;
  } catch {
    return false;
  }
}

async function findRequest(
  trx: Kysely<Database>,
  requestHash: string,
): Promise<{ readonly operator_id: string } | undefined> {
  return trx
    .selectFrom('provisioning_requests')
    .select('operator_id')
    .where('request_hash', '=', requestHash)
    .executeTakeFirst();
}

/** @throws FieldsealError `sync.device-revoked`. */
export async function refuseRevokedDevice(trx: Kysely<Database>, deviceId: string): Promise<void> {
  const device = await trx
    .selectFrom('devices')
    .select('revoked_at')
    .where('device_id', '=', deviceId)
    .executeTakeFirst();
  refuseRevoked(device?.revoked_at ?? null);
}
