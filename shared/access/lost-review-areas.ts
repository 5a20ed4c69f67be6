import { isInScope, type Area } from '../domain/area.ts';
import type { HeldAssignment } from './held-assignment.ts';
import { reviewKeyAreas } from './review-keys.ts';

/**
 * Areas whose private review keys come with `before` and no longer with `after`: whoever had them can still open what is
 * sealed to them, so those areas need a new period. Dates are the caller's to judge.
 */
export function lostReviewAreas(
  areas: readonly Area[],
  before: readonly HeldAssignment[],
  after: readonly HeldAssignment[],
): readonly string[] {
  const had = reviewKeyAreas(before);
  const has = reviewKeyAreas(after);
  if (has === null) return [];
  return areas
    .map(({ id }) => id)
    .filter((id) => (had === null || isInScope(areas, had, id)) && !isInScope(areas, has, id));
}
