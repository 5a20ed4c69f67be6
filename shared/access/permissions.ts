import type { Role } from '../domain/role.ts';

/** Everything a person or a device may be allowed to do, closed. */
export const ACTIONS = [
  'registrant.enrol',
  'registrant.find',
  'batch.send',
  'decision.read-own',
  'record.review',
  'decision.write',
  'device.read',
  'device.revoke',
  'lease.renew',
  'lease.read-own',
  'provisioning.approve',
  'programme.read',
  'programme.publish',
  'recovery.request',
  'recovery.answer',
  'audit.checkpoint',
  'audit.read',
] as const;
export type Action = (typeof ACTIONS)[number];

/** The one permission table: which role may do what. Scope (areas) is checked beside it. */
export const PERMISSIONS: Readonly<Record<Role, readonly Action[]>> = {
  enumerator: [
    'registrant.enrol',
    'registrant.find',
    'decision.read-own',
    'programme.read',
    'audit.checkpoint',
  ],
  supervisor: [
    'registrant.find',
    'record.review',
    'decision.write',
    'programme.read',
    'audit.checkpoint',
  ],
  administrator: [
    'device.read',
    'device.revoke',
    'lease.renew',
    'provisioning.approve',
    'programme.read',
    'programme.publish',
    'recovery.answer',
    'audit.checkpoint',
    'audit.read',
  ],
};

/** What a device may do by its own key, whoever is signed in, so that a locked laptop can deliver. */
export const DEVICE_ACTIONS: readonly Action[] = [
  'batch.send',
  'decision.read-own',
  'lease.read-own',
  'programme.read',
  'recovery.request',
  'audit.checkpoint',
];

/** True when the role's list names the action. */
export function may(role: Role, action: Action): boolean {
  return PERMISSIONS[role].includes(action);
}
