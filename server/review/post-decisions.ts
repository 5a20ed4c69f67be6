import type { Kysely } from 'kysely';
import type { z } from 'zod';
import type { Happening } from '../../shared/audit/server-event.ts';
import { openSignedMessage } from '../../shared/crypto/index.ts';
import { equalBytes, type Bytes } from '../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { PostedDecisions } from '../../shared/sync/http-api.ts';
import { ReviewDecision } from '../../shared/sync/review-decision.ts';
import { appendEvents } from '../audit/append-events.ts';
import type { Occasion } from '../audit/occasion.ts';
import type { OperatorCaller } from '../auth/caller.ts';
import { lockForTransaction } from '../db/locks.ts';
import type { Database } from '../db/schema.ts';
import type { Scope } from '../db/scope.ts';
import { scopeFor } from '../programme/area-scope.ts';
import { readPublished } from '../programme/read-programme.ts';

type Outcome = z.infer<typeof PostedDecisions>['results'][number];

interface OpenedDecision {
  readonly bytes: Bytes;
  readonly decision: ReviewDecision;
}

/**
 * Takes a supervisor's signed decisions, all or none. The first decision on a version wins; the same one again
 * changes nothing.
 * @throws FieldsealError `crypto.signature-invalid`, `server.input-invalid`, `server.not-found` for a record
 * that is not held in the supervisor's areas, `sync.item-conflict` for a decision about other bytes than are held.
 */
export async function postDecisions(
  db: Kysely<Database>,
  caller: OperatorCaller,
  decisions: readonly Bytes[],
  occasion: Occasion,
): Promise<readonly Outcome[]> {
  const opened: OpenedDecision[] = [];
  for (const bytes of decisions) {
    opened.push({ bytes, decision: await openDecision(caller, bytes) });
  }
  return db.transaction().execute(async (trx) => {
    const { pack } = await readPublished(trx);
    const scope = scopeFor(pack.areas, caller.held, 'decision.write', occasion.at);
    await lockForTransaction(trx, 'decisions');
    const results: Outcome[] = [];
    const taken: ReviewDecision[] = [];
    // One by one: two decisions of one request may be about the same record.
    for (const { bytes, decision } of opened) {
      const outcome = await decide(trx, caller, scope, decision, bytes, occasion.at);
      results.push({ recordId: decision.recordId, outcome });
      if (outcome === 'accepted') taken.push(decision);
    }
    await appendEvents(trx, occasion, decisionEvents(taken));
    return results;
  });
}

/** One event for each verdict, with the records that it was given to. */
function decisionEvents(decisions: readonly ReviewDecision[]): readonly Happening[] {
  return (['approved', 'returned'] as const).flatMap((verdict) => {
    const recordIds = decisions
      .filter((decision) => decision.verdict === verdict)
      .map(({ recordId }) => recordId);
    if (recordIds.length === 0) return [];
    return [{ action: `record.${verdict}` as const, recordIds, count: recordIds.length }];
  });
}

async function openDecision(caller: OperatorCaller, bytes: Bytes): Promise<ReviewDecision> {
  const { payload } = await openSignedMessage(bytes, 'review-decision', (kid) =>
    kid === caller.kid ? caller.publicKey : undefined,
  );
  const parsed = ReviewDecision.safeParse(payload);
  if (!parsed.success || parsed.data.supervisorId !== caller.operatorId) {
    throw new FieldsealError('server.input-invalid', { field: 'decisions' });
  }
  return parsed.data;
}

async function decide(
  trx: Kysely<Database>,
  caller: OperatorCaller,
  scope: Scope,
  decision: ReviewDecision,
  bytes: Bytes,
  now: Date,
): Promise<Outcome['outcome']> {
  const { recordId, version } = decision;
  const record = await trx
    .selectFrom('records')
    .select(['area_id', 'item_hash', 'status'])
    .where('record_id', '=', recordId)
    .where('version', '=', version)
    .forUpdate()
    .executeTakeFirst();
  // What lies in other areas is as if it were not there.
  if (record === undefined || !covers(scope, record.area_id)) {
    throw new FieldsealError('server.not-found', { recordId, version });
  }
  if (record.item_hash !== decision.itemHash) {
    throw new FieldsealError('sync.item-conflict', { recordId, version });
  }
  const known = await trx
    .selectFrom('decisions')
    .select('bytes')
    .where('record_id', '=', recordId)
    .where('version', '=', version)
    .executeTakeFirst();
  if (known !== undefined) {
    return equalBytes(known.bytes, bytes) ? 'already-held' : 'already-decided';
  }
  await trx
    .insertInto('decisions')
    .values({
      record_id: recordId,
      version,
      bytes,
      supervisor_kid: caller.kid,
      received_at: now,
    })
    .execute();
  await trx
    .updateTable('records')
    .set({ status: decision.verdict })
    .where('record_id', '=', recordId)
    .where('version', '=', version)
    .execute();
  return 'accepted';
}

function covers(scope: Scope, areaId: string): boolean {
  return scope.kind === 'programme' || (scope.kind === 'areas' && scope.areaIds.includes(areaId));
}
