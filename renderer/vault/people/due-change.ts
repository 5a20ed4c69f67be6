import { lasting } from '../../../shared/access/change-assignments.ts';
import { holdAssignments, validityAt } from '../../../shared/access/held-assignment.ts';
import { lostReviewAreas } from '../../../shared/access/lost-review-areas.ts';
import type { Assignment } from '../../../shared/domain/assignment.ts';
import type { ProgrammePack } from '../../../shared/domain/programme.ts';

/**
 * What the programme's pack does not say yet of somebody whose newest grant was issued at `issuedAt`: that older grants count
 * no more, and new keys for areas that they reviewed until something ended. Null where nothing is missing.
 */
export function dueChange(
  assignments: readonly Assignment[],
  { operatorId, issuedAt }: { readonly operatorId: string; readonly issuedAt: string },
  pack: Pick<ProgrammePack, 'areas' | 'roles' | 'grantFloors'>,
  now: Date,
): { readonly reviewAreaIds: readonly string[] } | null {
  const floor = pack.grantFloors?.find((known) => known.operatorId === operatorId)?.issuedAt;
  const known = floor === undefined ? -Infinity : Date.parse(floor);
  const ended = assignments.filter(
    (assignment) =>
      validityAt(assignment, now) === 'expired' && Date.parse(assignment.validUntil ?? '') > known,
  );
  const still = lasting(assignments, now);
  const hold = (list: readonly Assignment[]) => holdAssignments(list, pack.roles);
  const reviewAreaIds = lostReviewAreas(pack.areas, hold([...still, ...ended]), hold(still));
  const isUntold = ended.some(
    ({ validUntil }) => Date.parse(validUntil ?? '') <= Date.parse(issuedAt),
  );
  return isUntold || reviewAreaIds.length > 0 ? { reviewAreaIds } : null;
}
