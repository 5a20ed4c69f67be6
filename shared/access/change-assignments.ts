import { ancestry, type Area } from '../domain/area.ts';
import { MOST_ASSIGNMENTS, type Assignment } from '../domain/assignment.ts';
import { validityAt } from './held-assignment.ts';

/** What an assignment that never began becomes where nothing else is left of a person: over long ago. */
const NEVER = '1970-01-01T00:00:00.000Z';

/**
 * What a person's assignments become when `next` is all that they shall be from `now` on. What ends is not taken out but
 * kept as over at `now`: whatever somebody did while it was valid stays theirs, and is delivered and checked later. What
 * was over stays, and nothing that is over at `now` can be brought in. Where there are more than may be, those that ended
 * first are left out. Never empty where `before` is not.
 */
export function changeAssignments(
  before: readonly Assignment[],
  next: readonly Assignment[],
  areas: readonly Area[],
  now: Date,
): readonly Assignment[] {
  const wanted = lasting(next, now);
  const over = mergeAlike([
    ...before.filter((assignment) => validityAt(assignment, now) === 'expired'),
    ...before.flatMap((assignment) => endedNow(assignment, wanted, areas, now)),
  ]);
  const kept = over
    .toSorted((a, b) => endOf(b) - endOf(a))
    .slice(0, Math.max(0, MOST_ASSIGNMENTS - wanted.length));
  const [first] = before;
  if (wanted.length + kept.length > 0 || first === undefined) return [...wanted, ...kept];
  return [{ ...first, validFrom: null, validUntil: NEVER }];
}

/** Those that are valid or yet to come. */
export function lasting(assignments: readonly Assignment[], now: Date): readonly Assignment[] {
  return assignments.filter((assignment) => validityAt(assignment, now) !== 'expired');
}

/** True when somebody may no longer be something that they are or were to become: a role, in an area, at a time. */
export function takesAway(
  before: readonly Assignment[],
  after: readonly Assignment[],
  areas: readonly Area[],
  now: Date,
): boolean {
  return lasting(before, now).some(
    (assignment) =>
      !(assignment.areaIds ?? [null]).every((areaId) =>
        after.some(
          (held) => covers(held, assignment, areaId, areas) && endOf(held) >= endOf(assignment),
        ),
      ),
  );
}

/**
 * True when this person would give up what they administer. Who changes assignments is an administrator, so as long as
 * nobody gives up their own role there always is one, and one whose key all laptops trust.
 */
export function givesUpAdministration(
  before: readonly Assignment[],
  after: readonly Assignment[],
  areas: readonly Area[],
  now: Date,
): boolean {
  const administered = before.filter(({ role }) => role === 'administrator');
  return takesAway(administered, after, areas, now);
}

/** What of an assignment that is valid now nothing wanted goes on with, as over from now on. */
function endedNow(
  assignment: Assignment,
  wanted: readonly Assignment[],
  areas: readonly Area[],
  now: Date,
): readonly Assignment[] {
  if (validityAt(assignment, now) !== 'valid' || startOf(assignment) >= now.getTime()) return [];
  const goesOn = (areaId: string | null): boolean =>
    wanted.some((held) => covers(held, assignment, areaId, areas));
  const ended = { ...assignment, validUntil: now.toISOString() };
  if (assignment.areaIds === null) return goesOn(null) ? [] : [ended];
  const areaIds = assignment.areaIds.filter((areaId) => !goesOn(areaId));
  return areaIds.length === 0 ? [] : [{ ...ended, areaIds }];
}

/** The same role, there, from no later on; an area of the other is one of its own or lies below one. */
function covers(
  held: Assignment,
  other: Assignment,
  areaId: string | null,
  areas: readonly Area[],
): boolean {
  if (held.role !== other.role || startOf(held) > startOf(other)) return false;
  if (held.areaIds === null) return true;
  if (areaId === null) return false;
  const { areaIds } = held;
  return areaIds.includes(areaId) || ancestry(areas, areaId).some((id) => areaIds.includes(id));
}

/** One for those that differ in their areas alone. */
function mergeAlike(assignments: readonly Assignment[]): readonly Assignment[] {
  const merged = new Map<string, Assignment>();
  for (const assignment of assignments) {
    const { role, validFrom, validUntil, areaIds } = assignment;
    const key = JSON.stringify([role, startOf(assignment), endOf(assignment), areaIds === null]);
    const known = merged.get(key);
    const union = [...new Set([...(known?.areaIds ?? []), ...(areaIds ?? [])])];
    merged.set(key, { role, validFrom, validUntil, areaIds: areaIds === null ? null : union });
  }
  return [...merged.values()];
}

function startOf({ validFrom }: Assignment): number {
  return validFrom === null ? -Infinity : Date.parse(validFrom);
}

function endOf({ validUntil }: Assignment): number {
  return validUntil === null ? Infinity : Date.parse(validUntil);
}
