import type { Kysely } from 'kysely';
import { lasting } from '../../shared/access/change-assignments.ts';
import type { ProgrammePack } from '../../shared/domain/programme.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { Database } from '../db/schema.ts';

/**
 * Checks that a newer pack takes no role away that somebody holds or will hold: they could do nothing any more, and nobody
 * would have said so.
 * @throws FieldsealError `roles.still-held` with the number of people.
 */
export async function requireRolesKept(
  db: Kysely<Database>,
  before: Pick<ProgrammePack, 'roles'>,
  after: Pick<ProgrammePack, 'roles'>,
  now: Date,
): Promise<void> {
  const kept = new Set(after.roles?.map(({ id }) => id));
  const gone = (before.roles ?? []).map(({ id }) => id).filter((id) => !kept.has(id));
  if (gone.length === 0) return;
  const people = await db.selectFrom('people').select('assignments').execute();
  const count = people.filter(({ assignments }) =>
    lasting(assignments, now).some(({ role }) => gone.includes(role)),
  ).length;
  if (count > 0) throw new FieldsealError('roles.still-held', { count });
}
