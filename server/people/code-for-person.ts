import type { Kysely } from 'kysely';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { Occasion } from '../audit/occasion.ts';
import type { Database } from '../db/schema.ts';
import type { Scope } from '../db/scope.ts';
import { issueCode } from '../provisioning/issue-code.ts';
import { requireWithin } from './check-assignments.ts';

/**
 * A new one-time code for somebody in the caller's areas, for a first laptop or another one. The code before it counts no
 * longer.
 * @throws FieldsealError `server.not-found`, `server.forbidden`.
 */
export async function codeForPerson(
  db: Kysely<Database>,
  scope: Scope,
  operatorId: string,
  occasion: Occasion,
): Promise<string> {
  const person = await db
    .selectFrom('people')
    .select('assignments')
    .where('operator_id', '=', operatorId)
    .executeTakeFirst();
  if (person === undefined) throw new FieldsealError('server.not-found');
  requireWithin(scope, person.assignments);
  return issueCode(db, operatorId, occasion);
}
