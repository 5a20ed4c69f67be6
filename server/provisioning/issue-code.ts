import type { Kysely } from 'kysely';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { appendEvents } from '../audit/append-events.ts';
import type { Occasion } from '../audit/occasion.ts';
import type { Database } from '../db/schema.ts';
import { codeHash, newCode } from './codes.ts';

/**
 * Gives a person a new one-time code, after a rejected request or a lost laptop, and answers it, this once. The code
 * before it counts no longer; keys that were granted stay as they are, and the new request needs approval as any.
 * @throws FieldsealError `server.not-found` for an operator id that nobody has.
 */
export async function issueCode(
  db: Kysely<Database>,
  operatorId: string,
  occasion: Occasion = { at: new Date(), actor: { kind: 'host' } },
): Promise<string> {
  const code = newCode();
  await db.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('people')
      .set({ code_hash: codeHash(code), code_used_at: null })
      .where('operator_id', '=', operatorId)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) throw new FieldsealError('server.not-found');
    await appendEvents(trx, occasion, [{ action: 'code.issued', subject: operatorId }]);
  });
  return code;
}
