import { countMoves, FIRST_COUNTERS } from '../database/counts.ts';
import { isEpochCurrent } from '../keys/write-sealed.ts';
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
  const { operatorId, rows, page, before, next, keyEpoch } = prepared;
  const recordIds = rows.flatMap((row) => row.heads.map((head) => head.recordId));
  const tables = [store.meta, store.intake, store.indexPages];
  const done = await session.audit.commit(sealedEvent(recordIds), tables, async () => {
    const [counters, isCurrent] = await Promise.all([
      store.read('counters'),
      isEpochCurrent(store, operatorId, keyEpoch),
    ]);
    if ((counters ?? FIRST_COUNTERS).revision !== before.revision || !isCurrent) return null;
    await Promise.all([
      store.intake.bulkAdd([...rows]),
      store.indexPages.add(page),
      store.write('counters', next),
      countMoves(
        store,
        recordIds.map(() => ({ operatorId, from: null, to: 'saved' })),
      ),
    ]);
    return true;
  });
  if (done === null) {
    await session.rings.reload();
    return false;
  }
  session.programme.index.add(...prepared.entries);
  session.programme.intake.add(...rows);
  return true;
}
