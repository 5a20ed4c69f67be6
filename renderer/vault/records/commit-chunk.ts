import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { countDrafts, countMoves, FIRST_COUNTERS, type StateMove } from '../database/counts.ts';
import type { FieldsealStore } from '../database/store.ts';
import { isEpochCurrent } from '../keys/write-sealed.ts';
import { requireStore, type ActiveSession, type VaultContext } from '../vault-context.ts';
import type { PreparedChunk } from './prepare-chunk.ts';
import { sealedEvent } from './sealed-event.ts';

/**
 * Writes a chunk: records, their index page, numbers, the end of their drafts and the event that tells of it, or nothing.
 * False when another window used the numbers, or the keys were renewed since; then the chunk must be built anew.
 * @throws FieldsealError `vault.record-unknown` without the draft, `vault.record-sealed` where the record stands already.
 */
export async function commitChunk(
  context: VaultContext,
  session: ActiveSession,
  chunk: PreparedChunk,
): Promise<boolean> {
  const store = requireStore(context);
  const tables = [store.meta, store.records, store.indexPages, store.drafts];
  const event = sealedEvent(chunk.rows.map((row) => row.recordId));
  const done = await session.audit.commit(event, tables, async () => {
    // Asked for together: a database answers in order, but each answer waited for takes its time.
    const [counters, isCurrent] = await Promise.all([
      store.read('counters'),
      isEpochCurrent(store, chunk.operatorId, chunk.keyEpoch),
    ]);
    if ((counters ?? FIRST_COUNTERS).revision !== chunk.before.revision || !isCurrent) return null;
    await Promise.all([
      writeInPlaceOfDrafts(store, chunk),
      store.indexPages.add(chunk.page),
      store.write('counters', chunk.next),
    ]);
    return true;
  });
  if (done === null) await session.rings.reload();
  return done !== null;
}

async function writeInPlaceOfDrafts(store: FieldsealStore, chunk: PreparedChunk): Promise<void> {
  const [, moves] = await Promise.all([endDrafts(store, chunk), replaceRecords(store, chunk)]);
  // After the drafts: both counts stand in the operator's row.
  await countMoves(store, moves);
}

async function endDrafts(store: FieldsealStore, chunk: PreparedChunk): Promise<void> {
  const ids = chunk.rows.map((row) => row.recordId);
  if ((await store.drafts.bulkGet(ids)).includes(undefined)) {
    throw new FieldsealError('vault.record-unknown');
  }
  await Promise.all([
    store.drafts.bulkDelete(ids),
    countDrafts(store, chunk.operatorId, -ids.length),
  ]);
}

/** Puts the rows in the place of what they correct; a record that is no correction must be new. */
async function replaceRecords(
  store: FieldsealStore,
  chunk: PreparedChunk,
): Promise<readonly StateMove[]> {
  const held = await store.records.bulkGet(chunk.rows.map((row) => row.recordId));
  const moves = chunk.rows.map((row, at): StateMove => {
    const old = held[at];
    const mayReplace = old?.state === 'returned' || old?.state === 'refused';
    if (chunk.corrections.has(row.recordId) ? !mayReplace : old !== undefined) {
      throw new FieldsealError('vault.record-sealed', { record: row.registrationNumber });
    }
    return { operatorId: row.operatorId, from: old?.state ?? null, to: row.state };
  });
  await store.records.bulkPut([...chunk.rows]);
  return moves;
}
