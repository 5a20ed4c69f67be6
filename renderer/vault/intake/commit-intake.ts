import { FIRST_COUNTERS, withMoves } from '../database/counts.ts';
import { isEpochOf } from '../keys/write-sealed.ts';
import { sealedEvent } from '../records/sealed-event.ts';
import { requireStore, type ActiveSession, type VaultContext } from '../vault-context.ts';
import type { PreparedIntake } from './prepare-intake.ts';

/**
 * Writes records, their index page, numbers and the event that tells of it, or nothing. False when another window used
 * the numbers, or the keys were renewed since; then it must be prepared anew.
 */
export async function commitIntake(
  context: VaultContext,
  session: ActiveSession,
  prepared: PreparedIntake,
): Promise<boolean> {
  const store = requireStore(context);
  const { row, page, before, next, keyEpoch } = prepared;
  const { operatorId } = row;
  const recordIds = row.heads.map((head) => head.recordId);
  const tables = [store.meta, store.intake, store.indexPages];
  const done = await session.audit.commit(
    sealedEvent(recordIds),
    tables,
    async (operator) => {
      const counters = (await store.read('counters')) ?? FIRST_COUNTERS;
      if (counters.revision !== before.revision || !isEpochOf(operator, keyEpoch)) return null;
      await Promise.all([
        store.intake.add(row),
        store.indexPages.add(page),
        store.write('counters', next),
      ]);
      return true;
    },
    (operator) =>
      withMoves(
        operator,
        recordIds.map(() => ({ operatorId, from: null, to: 'saved' })),
      ),
  );
  if (done === null) {
    await session.rings.reload();
    return false;
  }
  session.programme.index.addPage(prepared.columns);
  session.programme.intake.add(row);
  return true;
}
