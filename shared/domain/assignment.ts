import { z } from 'zod';
import { RoleName } from './role.ts';

/**
 * One thing that a person is: a role, where, and for how long. It begins at `validFrom` and is over at `validUntil`
 * (ISO 8601, UTC); null leaves that side open.
 */
export const Assignment = z
  .object({
    role: RoleName,
    /** The areas, each with all below it; null: the whole programme. */
    areaIds: z.array(z.string().min(1).max(64)).min(1).nullable(),
    validFrom: z.iso.datetime().nullable(),
    validUntil: z.iso.datetime().nullable(),
  })
  .refine(
    ({ validFrom, validUntil }) =>
      validFrom === null || validUntil === null || Date.parse(validFrom) < Date.parse(validUntil),
  );
export type Assignment = Readonly<z.infer<typeof Assignment>>;

/** Assignments that one person may have, with those that are over. */
export const MOST_ASSIGNMENTS = 20;

/** Everything that one person is at the same time. The first is what lists name them by. */
export const Assignments = z.array(Assignment).min(1).max(MOST_ASSIGNMENTS);

/** A role in areas without an end, as all were before assignments had dates. */
export function undated(role: string, areaIds: readonly string[]): Assignment {
  return { role, areaIds: [...areaIds], validFrom: null, validUntil: null };
}

/** True when both say the same, areas in any order. */
export function sameAssignment(one: Assignment, other: Assignment): boolean {
  return (
    one.role === other.role &&
    timeOf(one.validFrom) === timeOf(other.validFrom) &&
    timeOf(one.validUntil) === timeOf(other.validUntil) &&
    areaKey(one) === areaKey(other)
  );
}

/** True when both lists say the same in the same order. */
export function sameAssignments(one: readonly Assignment[], other: readonly Assignment[]): boolean {
  return (
    one.length === other.length &&
    one.every((assignment, index) => {
      const counterpart = other[index];
      return counterpart !== undefined && sameAssignment(assignment, counterpart);
    })
  );
}

function timeOf(at: string | null): number | null {
  return at === null ? null : Date.parse(at);
}

function areaKey({ areaIds }: Assignment): string | null {
  return areaIds === null ? null : JSON.stringify([...new Set(areaIds)].sort());
}
