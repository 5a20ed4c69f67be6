import type { Kysely } from 'kysely';
import type { z } from 'zod';
import { openSignedMessage } from '../../shared/crypto/index.ts';
import type { Bytes } from '../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { RecoveryAnswer } from '../../shared/recovery/recovery-answer.ts';
import { openRecoveryRequest } from '../../shared/recovery/recovery-request.ts';
import type { RecoveryAnswers } from '../../shared/sync/recovery-api.ts';
import { appendEvents } from '../audit/append-events.ts';
import type { Occasion } from '../audit/occasion.ts';
import type { DeviceCaller, OperatorCaller } from '../auth/caller.ts';
import { columnToText } from '../db/binary.ts';
import type { Database } from '../db/schema.ts';

/**
 * Takes a holder's answer to a waiting request; of one recovery key the newest counts. The server can't read it: it
 * checks who signed it and that it belongs here, so that nobody fills the request with rubbish.
 * @throws FieldsealError `recovery.answer-tampered`, `recovery.answer-not-ours` for another request's or a key that
 * was not asked, `recovery.request-closed`, `server.not-found`.
 */
export async function postRecoveryAnswer(
  db: Kysely<Database>,
  caller: OperatorCaller,
  requestHash: string,
  bytes: Bytes,
  occasion: Occasion,
): Promise<void> {
  const answer = await openAnswerOf(caller, bytes);
  if (answer.requestHash !== requestHash) throw new FieldsealError('recovery.answer-not-ours');
  await db.transaction().execute(async (trx) => {
    const row = await trx
      .selectFrom('recovery_requests')
      .select(['bytes', 'closed_at'])
      .where('request_hash', '=', requestHash)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) throw new FieldsealError('server.not-found');
    if (row.closed_at !== null) throw new FieldsealError('recovery.request-closed');
    const { request } = await openRecoveryRequest(row.bytes);
    if (!request.shares.shares.some((share) => share.kid === answer.kid)) {
      throw new FieldsealError('recovery.answer-not-ours');
    }
    const values = { bytes, administrator_kid: caller.kid, received_at: occasion.at };
    await trx
      .insertInto('recovery_answers')
      .values({ request_hash: requestHash, recovery_kid: answer.kid, ...values })
      .onConflict((conflict) =>
        conflict.columns(['request_hash', 'recovery_kid']).doUpdateSet(values),
      )
      .execute();
    await appendEvents(trx, occasion, [{ action: 'recovery.answered', subject: requestHash }]);
  });
}

/** The answers to the laptop's own request. @throws FieldsealError `server.not-found`. */
export async function readRecoveryAnswers(
  db: Kysely<Database>,
  caller: DeviceCaller,
  requestHash: string,
): Promise<z.infer<typeof RecoveryAnswers>> {
  const request = await db
    .selectFrom('recovery_requests')
    .select('request_hash')
    .where('request_hash', '=', requestHash)
    .where('device_id', '=', caller.deviceId)
    .executeTakeFirst();
  if (request === undefined) throw new FieldsealError('server.not-found');
  const rows = await db
    .selectFrom('recovery_answers as answer')
    // The voucher of the very key that signed, not of the person's newest one.
    .innerJoin('operators', 'operators.signing_kid', 'answer.administrator_kid')
    .select(['answer.bytes', 'operators.grant_bytes', 'operators.request_bytes'])
    .where('answer.request_hash', '=', requestHash)
    .orderBy('answer.received_at')
    .execute();
  return {
    answers: rows.map((row) => ({
      answer: columnToText(row.bytes),
      voucher: {
        grant: columnToText(row.grant_bytes),
        request: columnToText(row.request_bytes),
      },
    })),
  };
}

async function openAnswerOf(caller: OperatorCaller, bytes: Bytes): Promise<RecoveryAnswer> {
  try {
    const { payload } = await openSignedMessage(bytes, 'recovery-answer', (kid) =>
      kid === caller.kid ? caller.publicKey : undefined,
    );
    return RecoveryAnswer.parse(payload);
  } catch (cause) {
    throw new FieldsealError('recovery.answer-tampered', {}, cause);
  }
}
