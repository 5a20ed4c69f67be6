import type { Kysely } from 'kysely';
import type { z } from 'zod';
import { sameAssignments } from '../../shared/domain/assignment.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { AddPerson } from '../../shared/sync/people-api.ts';
import { appendEvents } from '../audit/append-events.ts';
import type { Occasion } from '../audit/occasion.ts';
import type { Database } from '../db/schema.ts';
import type { Scope } from '../db/scope.ts';
import { readPublished } from '../programme/read-programme.ts';
import { codeHash, newCode } from '../provisioning/codes.ts';
import { requireKnown, requireWithin } from './check-assignments.ts';

/**
 * Lists a person and answers their one-time code, this once. The same person again, whose code was not used, gets another
 * code: the first answer may have been lost.
 * @throws FieldsealError `server.input-invalid`, `server.forbidden`; `people.changed-meanwhile` for an id that is taken.
 */
export async function addPerson(
  db: Kysely<Database>,
  scope: Scope,
  person: z.infer<typeof AddPerson>,
  occasion: Occasion,
): Promise<string> {
  const { operatorId, name, assignments } = person;
  const { pack } = await readPublished(db);
  requireKnown(assignments, pack, occasion.at);
  requireWithin(scope, assignments);
  const code = newCode();
  await db.transaction().execute(async (trx) => {
    const [first] = assignments;
    if (first === undefined) throw new FieldsealError('server.input-invalid');
    const { numInsertedOrUpdatedRows = 0n } = await trx
      .insertInto('people')
      .values({
        operator_id: operatorId,
        name,
        role: first.role,
        area_ids: first.areaIds ?? [],
        assignments: JSON.stringify(assignments),
        code_hash: codeHash(code),
        code_used_at: null,
      })
      .onConflict((conflict) => conflict.column('operator_id').doNothing())
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows > 0n) {
      await appendEvents(trx, occasion, [{ action: 'person.added', subject: operatorId }]);
      return;
    }
    const known = await trx
      .selectFrom('people')
      .selectAll()
      .where('operator_id', '=', operatorId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const isSame =
      known.code_used_at === null &&
      known.name === name &&
      sameAssignments(known.assignments, assignments);
    if (!isSame) throw new FieldsealError('people.changed-meanwhile');
    await trx
      .updateTable('people')
      .set({ code_hash: codeHash(code) })
      .where('operator_id', '=', operatorId)
      .execute();
    await appendEvents(trx, occasion, [{ action: 'code.issued', subject: operatorId }]);
  });
  return code;
}
