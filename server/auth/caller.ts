import { decide, refusalDetails, type Decision } from '../../shared/access/decide.ts';
import type { HeldAssignment } from '../../shared/access/held-assignment.ts';
import { DEVICE_ACTIONS, type Action } from '../../shared/access/permissions.ts';
import type { Bytes } from '../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';

/** Who sent a request, as a key has proven. */
export type Caller =
  | { readonly kind: 'device'; readonly deviceId: string; readonly publicKey: Bytes }
  | {
      readonly kind: 'operator';
      readonly operatorId: string;
      readonly held: readonly HeldAssignment[];
      readonly deviceId: string;
      readonly kid: string;
      readonly publicKey: Bytes;
    };

export type DeviceCaller = Extract<Caller, { readonly kind: 'device' }>;
export type OperatorCaller = Extract<Caller, { readonly kind: 'operator' }>;

/**
 * Checks that the caller may do it somewhere at this time; where, the scope of the work says.
 * @throws FieldsealError `server.forbidden` with the narrowest rule.
 */
export function requireAllowed(caller: Caller, action: Action, at: Date): void {
  const decision = decideFor(caller, action, at);
  if (!decision.allowed) {
    throw new FieldsealError('server.forbidden', refusalDetails(decision.refusal));
  }
}

/** What `requireAllowed` goes by. */
export function decideFor(caller: Caller, action: Action, at: Date): Decision {
  const isDeviceAction = caller.kind === 'device' && DEVICE_ACTIONS.includes(action);
  if (isDeviceAction) return { allowed: true };
  return decide(caller.kind === 'device' ? [] : caller.held, action, { at });
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
