import { validityAt } from '../../../shared/access/held-assignment.ts';
import type { Assignment } from '../../../shared/domain/assignment.ts';

/** An assignment while it is filled in. */
export interface AssignmentDraft {
  readonly role: string | null;
  /** Null: the whole programme. */
  readonly areaIds: readonly string[] | null;
  readonly validFrom: string | null;
  readonly validUntil: string | null;
}

export const EMPTY_ASSIGNMENT: AssignmentDraft = {
  role: null,
  areaIds: [],
  validFrom: null,
  validUntil: null,
};

/** What of an assignment cannot be sent. */
export type AssignmentProblem = 'role' | 'areas' | 'dates' | 'past';

/** The first thing that is missing or contradicts itself; null where nothing is. */
export function problemOf(draft: AssignmentDraft, now: Date): AssignmentProblem | null {
  const { role, areaIds, validFrom, validUntil } = draft;
  if (role === null) return 'role';
  if (areaIds?.length === 0) return 'areas';
  if (validUntil === null) return null;
  if (validFrom !== null && Date.parse(validFrom) >= Date.parse(validUntil)) return 'dates';
  return validityAt(draft, now) === 'expired' ? 'past' : null;
}

/** The assignments of drafts without a problem. */
export function assignmentsOfDrafts(drafts: readonly AssignmentDraft[]): readonly Assignment[] {
  return drafts.flatMap(({ role, areaIds, validFrom, validUntil }) =>
    role === null
      ? []
      : [{ role, areaIds: areaIds === null ? null : [...areaIds], validFrom, validUntil }],
  );
}
