import type { Assignment } from '../domain/assignment.ts';
import { isBuiltInRole, type CustomRole } from '../domain/role.ts';
import { GIVEABLE_ACTIONS, PERMISSIONS, type Action } from './permissions.ts';

/** An assignment with what its role allows. */
export interface HeldAssignment extends Assignment {
  readonly actions: readonly Action[];
}

/**
 * What a person's assignments allow by the table and the programme's own roles. A role that neither knows allows nothing;
 * a role of the programme's own allows only what may be given away.
 */
export function holdAssignments(
  assignments: readonly Assignment[],
  customRoles: readonly CustomRole[] = [],
): readonly HeldAssignment[] {
  return assignments.map((assignment) => ({
    ...assignment,
    actions: actionsOf(assignment.role, customRoles),
  }));
}

function actionsOf(role: string, customRoles: readonly CustomRole[]): readonly Action[] {
  if (isBuiltInRole(role)) return PERMISSIONS[role];
  const named = customRoles.filter(({ id }) => id === role);
  // Two roles of one id would make it a matter of order what the role is.
  if (named.length !== 1) return [];
  return GIVEABLE_ACTIONS.filter((action) => named[0]?.actions.includes(action));
}

/**
 * How far a time that another machine's clock told may lie outside of an assignment: as much as a laptop is off whose
 * clock is right and whose time zone is wrong, and more.
 */
export const CLOCK_TOLERANCE_MS = 24 * 3_600_000;

/** Where an assignment stands at a time. */
export type Validity = 'valid' | 'not-yet' | 'expired';

/** Begins at `validFrom`, is over at `validUntil`. `toleranceMs` widens both ends. */
export function validityAt(
  { validFrom, validUntil }: Pick<Assignment, 'validFrom' | 'validUntil'>,
  at: Date,
  toleranceMs = 0,
): Validity {
  const time = at.getTime();
  if (validUntil !== null && time >= Date.parse(validUntil) + toleranceMs) return 'expired';
  if (validFrom !== null && time < Date.parse(validFrom) - toleranceMs) return 'not-yet';
  return 'valid';
}
