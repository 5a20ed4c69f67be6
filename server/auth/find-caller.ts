import type { Kysely } from 'kysely';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { ownBytes } from '../db/binary.ts';
import type { Database } from '../db/schema.ts';
import type { Caller } from './caller.ts';
import { heldBy } from './held-by.ts';

/**
 * The device or operator whose key has this id, or undefined.
 * @throws FieldsealError `sync.device-revoked`, `sync.device-suspended`, for the operators on such a device as well.
 */
export async function findCaller(db: Kysely<Database>, kid: string): Promise<Caller | undefined> {
  const device = await db
    .selectFrom('devices')
    .select(['signing_key', 'revoked_at', 'suspended_at'])
    .where('device_id', '=', kid)
    .executeTakeFirst();
  if (device !== undefined) {
    refuseRevoked(device.revoked_at);
    refuseSuspended(device.suspended_at);
    return { kind: 'device', deviceId: kid, publicKey: ownBytes(device.signing_key) };
  }
  const operator = await db
    .selectFrom('operators')
    .innerJoin('devices', 'devices.device_id', 'operators.device_id')
    .select([
      'operators.operator_id',
      'operators.assignments',
      'operators.device_id',
      'operators.signing_key',
      'devices.revoked_at',
      'devices.suspended_at',
    ])
    .where('operators.signing_kid', '=', kid)
    .executeTakeFirst();
  if (operator === undefined) return undefined;
  refuseRevoked(operator.revoked_at);
  refuseSuspended(operator.suspended_at);
  return {
    kind: 'operator',
    operatorId: operator.operator_id,
    held: await heldBy(db, operator.assignments),
    deviceId: operator.device_id,
    kid,
    publicKey: ownBytes(operator.signing_key),
  };
}

/** @throws FieldsealError `sync.device-revoked` with the time since when. */
export function refuseRevoked(revokedAt: Date | null): void {
  if (revokedAt !== null) {
    throw new FieldsealError('sync.device-revoked', { since: revokedAt.toISOString() });
  }
}

/** @throws FieldsealError `sync.device-suspended` with the time since when. */
export function refuseSuspended(suspendedAt: Date | null): void {
  if (suspendedAt !== null) {
    throw new FieldsealError('sync.device-suspended', { since: suspendedAt.toISOString() });
  }
}
