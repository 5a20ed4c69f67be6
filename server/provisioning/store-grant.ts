import { refuseRevoked } from '../auth/find-caller.ts';
import type { Kysely } from 'kysely';
import { fromBase64Url, type Bytes } from '../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { NO_PREVIOUS_BATCH } from '../../shared/sync/batch-manifest.ts';
import {
  assignmentsOf,
  type ProvisioningGrant,
  type ProvisioningRequest,
} from '../../shared/sync/provisioning.ts';
import { sameAssignments } from '../../shared/domain/assignment.ts';
import { openGrant } from '../../shared/sync/voucher.ts';
import type { Database, PersonRow } from '../db/schema.ts';

/** A request that waits for its grant, with the person it is for. */
export interface RequestContext {
  readonly person: PersonRow;
  readonly request: ProvisioningRequest;
  readonly requestBytes: Bytes;
  readonly requestHash: string;
  /** The programme's own: a request from a file may name none. */
  readonly programmeId: string;
  readonly now: Date;
}

/**
 * Checks a grant against its request and stores it: the operator is active from then on, and the device too
 * where this is its first operator.
 * @throws FieldsealError `provisioning.grant-tampered`, or `server.input-invalid` for a device code that
 * another device has.
 */
export async function storeGrant(
  trx: Kysely<Database>,
  context: RequestContext,
  administrator: { readonly kid: string; readonly publicKey: Bytes },
  grantBytes: Bytes,
): Promise<void> {
  const grant = await openGrant(grantBytes, administrator);
  if (!fits(grant, context)) throw new FieldsealError('provisioning.grant-tampered');
  await storeDevice(trx, context, grant.deviceCode);
  const { request, person, now } = context;
  await trx
    .insertInto('operators')
    .values({
      signing_kid: request.operatorSigningKey.kid,
      operator_id: grant.operatorId,
      name: person.name,
      role: grant.role,
      area_ids: grant.areaIds,
      assignments: JSON.stringify(assignmentsOf(grant)),
      device_id: grant.deviceId,
      signing_key: fromBase64Url(request.operatorSigningKey.key),
      grant_bytes: grantBytes,
      request_bytes: context.requestBytes,
      granted_at: now,
      renewal_bytes: null,
    })
    .execute();
  await trx
    .updateTable('provisioning_requests')
    .set({ state: 'granted', grant_bytes: grantBytes })
    .where('request_hash', '=', context.requestHash)
    .execute();
}

/** The grant answers this request, for the person as the programme lists them. */
function fits(grant: ProvisioningGrant, context: RequestContext): boolean {
  const { person, request } = context;
  return (
    grant.requestHash === context.requestHash &&
    grant.programmeId === context.programmeId &&
    grant.operatorId === request.operatorId &&
    grant.deviceId === request.deviceId &&
    grant.operatorName === person.name &&
    sameAssignments(person.assignments, assignmentsOf(grant)) &&
    grant.leaseUntil > grant.issuedAt
  );
}

async function storeDevice(
  trx: Kysely<Database>,
  context: RequestContext,
  deviceCode: string,
): Promise<void> {
  const { deviceId, deviceSigningKey } = context.request;
  await trx
    .insertInto('devices')
    .values({
      device_id: deviceId,
      device_code: deviceCode,
      signing_key: fromBase64Url(deviceSigningKey.key),
      last_batch_hash: NO_PREVIOUS_BATCH,
      last_seen_at: null,
      revoked_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const stored = await trx
    .selectFrom('devices')
    .select(['device_code', 'revoked_at'])
    .where('device_id', '=', deviceId)
    .executeTakeFirst();
  if (stored?.device_code !== deviceCode) {
    throw new FieldsealError('server.input-invalid', { field: 'deviceCode' });
  }
  refuseRevoked(stored.revoked_at);
}
