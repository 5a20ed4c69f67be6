import { ancestry, type Area } from '../domain/area.ts';
import { validityAt, type HeldAssignment } from './held-assignment.ts';
import { ACTIONS, ACTION_SCOPES, type Action } from './permissions.ts';

/** What keeps somebody from doing something. */
export type RefusalRule = 'no-role' | 'outside-areas' | 'not-yet' | 'expired';

/** The narrowest rule that decided, with the assignment that comes nearest to allowing it. */
export interface Refusal {
  readonly rule: RefusalRule;
  readonly action: Action;
  /** The role of that assignment; null where no role allows it. */
  readonly role: string | null;
  /** Where it is allowed; null: in the whole programme, or nowhere by `no-role`. */
  readonly areaIds: readonly string[] | null;
  readonly from: string | null;
  readonly until: string | null;
}

export type Decision =
  { readonly allowed: true } | { readonly allowed: false; readonly refusal: Refusal };

/** When, and of which area of the tree where the action is on something that lies in one. */
export interface DecisionContext {
  readonly at: Date;
  /** Widens the dates of assignments, for times that another machine's clock told. */
  readonly toleranceMs?: number;
  readonly place?: { readonly areas: readonly Area[]; readonly areaId: string };
}

/**
 * Whether somebody with these assignments may do it. One valid assignment that allows it there is enough. Otherwise the
 * narrowest rule is told: a date first, of the assignment that would allow it there (one that is to come before one that
 * is over), then the areas, then the role. An area that the tree does not know is outside of everybody's.
 */
export function decide(
  held: readonly HeldAssignment[],
  action: Action,
  { at, toleranceMs = 0, place }: DecisionContext,
): Decision {
  const allowing = held.filter(({ actions }) => actions.includes(action));
  const there = allowing.filter((assignment) => isThere(assignment, action, place));
  const inTime = (wanted: string) => (assignment: HeldAssignment) =>
    validityAt(assignment, at, toleranceMs) === wanted;
  if (there.some(inTime('valid'))) return { allowed: true };
  const coming = there.filter(inTime('not-yet')).sort(byTime('validFrom'))[0];
  if (coming !== undefined) return refuse('not-yet', action, coming);
  const over = there.filter(inTime('expired')).sort(byTime('validUntil')).at(-1);
  if (over !== undefined) return refuse('expired', action, over);
  const elsewhere = allowing.find(inTime('valid')) ?? allowing[0];
  if (elsewhere === undefined) return refuse('no-role', action);
  const areaIds = inTime('valid')(elsewhere) ? areasFor(held, action, at) : elsewhere.areaIds;
  return refuse('outside-areas', action, elsewhere, areaIds);
}

function isThere(
  { areaIds }: HeldAssignment,
  action: Action,
  place: DecisionContext['place'],
): boolean {
  if (place === undefined || ACTION_SCOPES[action] !== 'areas') return true;
  const path = ancestry(place.areas, place.areaId);
  return path.length > 0 && (areaIds === null || path.some((id) => areaIds.includes(id)));
}

/** Of assignments that have that side: those yet to come begin, those that are over end. */
function byTime(
  side: 'validFrom' | 'validUntil',
): (a: HeldAssignment, b: HeldAssignment) => number {
  return (a, b) => Date.parse(a[side] ?? '') - Date.parse(b[side] ?? '');
}

function refuse(
  rule: RefusalRule,
  action: Action,
  by?: HeldAssignment,
  areaIds: readonly string[] | null = by?.areaIds ?? null,
): Decision {
  return {
    allowed: false,
    refusal: {
      rule,
      action,
      role: by?.role ?? null,
      areaIds,
      from: by?.validFrom ?? null,
      until: by?.validUntil ?? null,
    },
  };
}

/**
 * Areas in which somebody may do it at a time: of the valid assignments that allow it, and of no others. Null: in the
 * whole programme. What lies below them is theirs too, and not named.
 */
export function areasFor(
  held: readonly HeldAssignment[],
  action: Action,
  at: Date,
): readonly string[] | null {
  const allowing = held.filter(
    (assignment) => assignment.actions.includes(action) && validityAt(assignment, at) === 'valid',
  );
  if (allowing.some(({ areaIds }) => areaIds === null)) return null;
  return [...new Set(allowing.flatMap(({ areaIds }) => areaIds ?? []))];
}

/** Everything that somebody may do somewhere at a time, in the table's order. */
export function actionsAt(held: readonly HeldAssignment[], at: Date): readonly Action[] {
  return ACTIONS.filter((action) => decide(held, action, { at }).allowed);
}

/** A refusal as an error's details: ids, times and the rule, nothing of a registrant. */
export function refusalDetails(refusal: Refusal): Readonly<Record<string, string>> {
  const { rule, action, role, areaIds, from, until } = refusal;
  return {
    rule,
    permission: action,
    ...(role === null ? {} : { role }),
    ...(rule === 'no-role' || areaIds === null ? {} : { areas: areaIds.join(', ') }),
    ...(rule === 'not-yet' && from !== null ? { from } : {}),
    ...(rule === 'expired' && until !== null ? { until } : {}),
  };
}
