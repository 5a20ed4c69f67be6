import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { attachmentTables, dropUnnamed, putAttachments } from '../attachments/store-attachments.ts';
import { FIRST_COUNTERS, withMoves, type StateMove } from '../database/counts.ts';
import type { RecordRow } from '../database/rows.ts';
import { isEpochOf } from '../keys/write-sealed.ts';
import { requireStore, type ActiveSession, type VaultContext } from '../vault-context.ts';
import type { PreparedChunk } from './prepare-chunk.ts';
import { sealedEvent } from './sealed-event.ts';

/**
 * Writes a chunk: records, their items, photos and index page, numbers, the end of their drafts and the event that tells of it, or nothing.
 * False when another window used the numbers, or the keys were renewed since; then the chunk must be built anew.
 * @throws FieldsealError `vault.record-unknown` without the draft, `vault.record-sealed` where the record stands already.
 */
export async function commitChunk(
  context: VaultContext,
  session: ActiveSession,
  chunk: PreparedChunk,
): Promise<boolean> {
  const store = requireStore(context);
  const ids = chunk.rows.map((row) => row.recordId);
  const tables = [
    store.meta,
    store.records,
    store.items,
    ...attachmentTables(store),
    store.indexPages,
    store.drafts,
  ];
  let moves: readonly StateMove[] = [];
  const done = await session.audit.commit(
    sealedEvent(ids),
    tables,
    async (operator) => {
      if (!isEpochOf(operator, chunk.keyEpoch)) return null;
      // Asked for together: a database answers in order, but each answer waited for takes its time.
      const [counters, drafts, held] = await Promise.all([
        store.read('counters'),
        store.drafts.bulkGet(ids),
        store.records.bulkGet(ids),
      ]);
      if ((counters ?? FIRST_COUNTERS).revision !== chunk.before.revision) return null;
      if (drafts.includes(undefined)) throw new FieldsealError('vault.record-unknown');
      moves = movesOf(chunk, held);
      await dropUnnamed(store, [...chunk.corrections], chunk.attachedHashes);
      await Promise.all([
        store.drafts.bulkDelete(ids),
        store.records.bulkPut([...chunk.rows]),
        store.items.bulkPut([...chunk.items]),
        putAttachments(store, chunk.attachments),
        store.indexPages.add(chunk.page),
        store.write('counters', chunk.next),
      ]);
      return true;
    },
    (operator) => withMoves({ ...operator, drafts: operator.drafts - ids.length }, moves),
  );
  if (done === null) await session.rings.reload();
  return done !== null;
}

/** Rows take the place of what they correct; a record that is no correction must be new. */
function movesOf(
  chunk: PreparedChunk,
  held: readonly (RecordRow | undefined)[],
): readonly StateMove[] {
  return chunk.rows.map((row, at) => {
    const old = held[at];
    const mayReplace = old?.state === 'returned' || old?.state === 'refused';
    if (chunk.corrections.has(row.recordId) ? !mayReplace : old !== undefined) {
      throw new FieldsealError('vault.record-sealed', { record: row.registrationNumber });
    }
    return { operatorId: row.operatorId, from: old?.state ?? null, to: row.state };
  });
}
