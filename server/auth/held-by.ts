import type { Kysely } from 'kysely';
import { holdAssignments, type HeldAssignment } from '../../shared/access/held-assignment.ts';
import type { Assignment } from '../../shared/domain/assignment.ts';
import { isBuiltInRole } from '../../shared/domain/role.ts';
import type { Database } from '../db/schema.ts';
import { readProgramme } from '../programme/read-programme.ts';

/** What these assignments allow. The programme is read only where one is of a role of its own. */
export async function heldBy(
  db: Kysely<Database>,
  assignments: readonly Assignment[],
): Promise<readonly HeldAssignment[]> {
  if (assignments.every(({ role }) => isBuiltInRole(role))) return holdAssignments(assignments);
  const { published } = await readProgramme(db);
  return holdAssignments(assignments, published?.pack.roles);
}
