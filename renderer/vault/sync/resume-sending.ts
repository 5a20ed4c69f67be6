import { Dexie } from 'dexie';
import type { ErrorCode } from '../../../shared/errors/error-codes.ts';
import { takeOutOfBatches } from '../attachments/take-out-of-batches.ts';
import { countMoves, FIRST_COUNTERS, NEVER_SYNCED, type StateMove } from '../database/counts.ts';
import type { BatchRow, RecordRow } from '../database/rows.ts';
import { requireStore, type VaultContext } from '../vault-context.ts';

/** Where a device's chain of batches goes on: the next number, and the hash of the batch before it. */
export interface ResumePoint {
  readonly sequence: number;
  readonly previousHash: string;
}

/**
 * Takes the waiting batches apart, so that their records and photos go out again in batches that go on from `point`. Batches
 * from there on that were received once are taken apart too: a server that asks for their numbers no longer holds
 * them. What it does hold it answers as held. With `refusal`, what `cause` holds is refused with it instead.
 * Nothing happens when another window has settled `cause` meanwhile.
 */
export async function resumeAt(
  context: VaultContext,
  cause: BatchRow,
  point: ResumePoint,
  refusal: ErrorCode | null = null,
): Promise<void> {
  const store = requireStore(context);
  const tables = [store.meta, store.records, store.attachments, store.batches, store.operators];
  await context.writes(() =>
    store.transaction('rw', tables, async () => {
      const current = await store.batches.get(cause.sequence);
      if (current?.state !== 'waiting' || current.batchHash !== cause.batchHash) return;
      const waiting = await rowsIn(context, 'in-batch');
      const lost = [
        ...(await rowsIn(context, 'received', point.sequence)),
        ...(await rowsIn(context, 'approved', point.sequence)),
      ];
      const moves: StateMove[] = [];
      for (const { recordId, operatorId, state, batchSequence } of [...waiting, ...lost]) {
        const refused = refusal !== null && batchSequence === cause.sequence;
        const to = refused ? 'refused' : 'saved';
        await store.records.update(recordId, { state: to, refusal: refused ? refusal : null });
        moves.push({ operatorId, from: state, to });
      }
      await countMoves(store, moves);
      await takeOutOfBatches(store, cause.sequence, point.sequence, refusal);
      await store.batches.where({ state: 'waiting' }).delete();
      await store.batches.where('sequence').aboveOrEqual(point.sequence).delete();
      const counters = (await store.read('counters')) ?? FIRST_COUNTERS;
      await store.write('counters', { ...counters, revision: counters.revision + 1 });
      const sync = (await store.read('sync')) ?? NEVER_SYNCED;
      await store.write('sync', {
        ...sync,
        lastSequence: point.sequence - 1,
        previousHash: point.previousHash,
        // A server that lost batches lost decisions too, and numbers new ones from where it was restored.
        decisionCursor: lost.length === 0 ? sync.decisionCursor : 0,
      });
    }),
  );
  context.emit({ type: 'records-changed' });
}

type RowHead = Pick<RecordRow, 'recordId' | 'operatorId' | 'state' | 'batchSequence'>;

/** Rows of a state without their items, which together may be larger than memory. */
async function rowsIn(
  context: VaultContext,
  state: RecordRow['state'],
  from = 0,
): Promise<readonly RowHead[]> {
  const heads: RowHead[] = [];
  await requireStore(context)
    .records.where('[state+savedOrder]')
    .between([state, Dexie.minKey], [state, Dexie.maxKey])
    .each(({ recordId, operatorId, batchSequence }) => {
      if ((batchSequence ?? 0) >= from) heads.push({ recordId, operatorId, state, batchSequence });
    });
  return heads;
}
