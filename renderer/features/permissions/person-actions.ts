import type { Action } from '../../../shared/access/permissions.ts';

/** What persons may do, in the order of a registration's life; the rest is a laptop's own. */
export const PERSON_ACTIONS = [
  'registrant.enrol',
  'registrant.find',
  'decision.read-own',
  'record.review',
  'decision.write',
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
] as const satisfies readonly Action[];
export type PersonAction = (typeof PERSON_ACTIONS)[number];
