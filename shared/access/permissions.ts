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
  'device.order',
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

/**
 * How far an action reaches. `areas`: what lies in the areas of the assignments that allow it, and below. `own`: what is
 * the caller's. `programme`: the one thing of its kind that a programme has.
 */
export type ActionScope = 'areas' | 'own' | 'programme';

/** The scope of each action. */
export const ACTION_SCOPES: Readonly<Record<Action, ActionScope>> = {
  'registrant.enrol': 'areas',
  'registrant.find': 'own',
  'batch.send': 'own',
  'decision.read-own': 'own',
  'record.review': 'areas',
  'decision.write': 'areas',
  'device.read': 'areas',
  'device.revoke': 'areas',
  'device.order': 'areas',
  'lease.renew': 'areas',
  'lease.read-own': 'own',
  'provisioning.approve': 'areas',
  'programme.read': 'programme',
  'programme.publish': 'programme',
  'recovery.request': 'own',
  'recovery.answer': 'areas',
  'audit.checkpoint': 'programme',
  'audit.read': 'programme',
};

/** The one permission table: which role may do what. Scopes stand in `ACTION_SCOPES`, assignments bring areas and dates. */
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
    'device.order',
    'lease.renew',
    'provisioning.approve',
    'programme.read',
    'programme.publish',
    'recovery.answer',
    'audit.checkpoint',
    'audit.read',
  ],
  'key-officer': ['programme.read', 'recovery.answer', 'audit.checkpoint'],
  auditor: ['device.read', 'programme.read', 'audit.checkpoint', 'audit.read'],
  'registry-officer': ['programme.read', 'audit.checkpoint'],
};

/**
 * What a role of the programme's own may be given. Left out is what the administrator keeps (who is let in, for how long,
 * under which programme), what devices do by their own key, and answering recoveries: that is a key officer's, whom a
 * laptop recognises without knowing the programme's newest roles.
 */
export const GIVEABLE_ACTIONS: readonly Action[] = [
  'registrant.enrol',
  'registrant.find',
  'decision.read-own',
  'record.review',
  'decision.write',
  'device.read',
  'programme.read',
  'audit.checkpoint',
  'audit.read',
];

/** What a device may do by its own key, whoever is signed in, so that a locked laptop can deliver. */
export const DEVICE_ACTIONS: readonly Action[] = [
  'batch.send',
  'decision.read-own',
  'lease.read-own',
  'programme.read',
  'recovery.request',
  'audit.checkpoint',
];
