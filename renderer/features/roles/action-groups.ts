import { GIVEABLE_ACTIONS } from '../../../shared/access/permissions.ts';
import { PERSON_ACTIONS, type PersonAction } from '../permissions/person-actions.ts';

/** What may be given away, by what it is about. */
export const ACTION_GROUPS = [
  { id: 'registering', actions: ['registrant.enrol', 'registrant.find', 'decision.read-own'] },
  { id: 'reviewing', actions: ['record.review', 'decision.write'] },
  {
    id: 'overseeing',
    actions: ['device.read', 'programme.read', 'audit.checkpoint', 'audit.read'],
  },
] as const satisfies readonly { readonly id: string; readonly actions: readonly PersonAction[] }[];

/** What only built-in roles have; a role of the programme's own is not offered it. */
export const KEPT_ACTIONS = PERSON_ACTIONS.filter((action) => !GIVEABLE_ACTIONS.includes(action));
