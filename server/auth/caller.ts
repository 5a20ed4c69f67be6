import { DEVICE_ACTIONS, may, type Action } from '../../shared/access/permissions.ts';
import type { Role } from '../../shared/domain/role.ts';
import type { Bytes } from '../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';

/** Who sent a request, as a key has proven. */
export type Caller =
  | { readonly kind: 'device'; readonly deviceId: string; readonly publicKey: Bytes }
  | {
      readonly kind: 'operator';
      readonly operatorId: string;
      readonly role: Role;
      readonly areaIds: readonly string[];
      readonly deviceId: string;
      readonly kid: string;
      readonly publicKey: Bytes;
    };

export type DeviceCaller = Extract<Caller, { readonly kind: 'device' }>;
export type OperatorCaller = Extract<Caller, { readonly kind: 'operator' }>;

/** True when the permission table lets this caller do it. */
export function callerMay(caller: Caller, action: Action): boolean {
  return caller.kind === 'device' ? DEVICE_ACTIONS.includes(action) : may(caller.role, action);
}

/** The caller as a person. @throws FieldsealError `server.forbidden` for a device. */
export function asOperator(caller: Caller): OperatorCaller {
  if (caller.kind !== 'operator') throw new FieldsealError('server.forbidden');
  return caller;
}

/** The caller as a laptop. @throws FieldsealError `server.forbidden` for a person. */
export function asDevice(caller: Caller): DeviceCaller {
  if (caller.kind !== 'device') throw new FieldsealError('server.forbidden');
  return caller;
}
