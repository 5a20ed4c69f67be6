import type { HeldAssignment } from './held-assignment.ts';

/**
 * Areas whose private review keys these assignments come with, each with all below it; null: those of all areas. Who
 * reviews has them for opening records, who approves laptops for handing them on. Dates are the caller's to judge.
 */
export function reviewKeyAreas(held: readonly HeldAssignment[]): readonly string[] | null {
  if (held.some(({ actions }) => actions.includes('provisioning.approve'))) return null;
  const reviewing = held.filter(({ actions }) => actions.includes('record.review'));
  if (reviewing.some(({ areaIds }) => areaIds === null)) return null;
  return [...new Set(reviewing.flatMap(({ areaIds }) => areaIds ?? []))];
}
