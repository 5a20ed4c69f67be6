import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { countDrafts, countMoves, FIRST_COUNTERS, type StateMove } from '../database/counts.ts';
import type { FieldsealStore } from '../database/store.ts';
import { MOST_RECORD_IDS, type AuditEvent } from '../../../shared/audit/audit-event.ts';
import { isEpochCurrent } from '../keys/write-sealed.ts';
import { requireStore, type ActiveSession, type VaultContext } from '../vault-context.ts';
import type { PreparedChunk } from './prepare-chunk.ts';

/**
 * Writes a chunk: records, their index page, numbers, the end of their drafts and the event that tells of it, or nothing.
 * `ends` says whether each record has a draft that ends with it. False when another window used the numbers, or the keys
 * were renewed since; then the chunk must be built anew.
 * @throws FieldsealError `vault.record-unknown` without the draft, `vault.record-sealed` where the record stands already.
 */
export async function commitChunk(
  context: VaultContext,
  session: ActiveSession,
  chunk: PreparedChunk,
  ends: 'drafts' | 'nothing',
): Promise<boolean> {
  const store = requireStore(context);
  const tables = [store.meta, store.records, store.indexPages, store.drafts];
  const done = await session.audit.commit(sealedEvent(chunk), tables, async () => {
    // Asked for together: a database answers in order, but each answer waited for takes its time.
    const [counters, isCurrent] = await Promise.all([
      store.read('counters'),
      isEpochCurrent(store, chunk.operatorId, chunk.keyEpoch),
    ]);
    if ((counters ?? FIRST_COUNTERS).revision !== chunk.before.revision || !isCurrent) return null;
    await Promise.all([
      ends === 'drafts' ? writeInPlaceOfDrafts(store, chunk) : writeNew(store, chunk),
      store.indexPages.add(chunk.page),
      store.write('counters', chunk.next),
    ]);
    return true;
  });
  if (done === null) await session.rings.reload();
  return done !== null;
}

/** One event for the chunk. */
function sealedEvent({ rows }: PreparedChunk): AuditEvent {
  return {
    kind: 'record.sealed',
    recordIds: rows.slice(0, MOST_RECORD_IDS).map((row) => row.recordId),
    count: rows.length,
  };
}

async function writeNew(store: FieldsealStore, { rows }: PreparedChunk): Promise<void> {
  await Promise.all([
    store.records.bulkAdd([...rows]),
    countMoves(
      store,
      rows.map((row) => ({ operatorId: row.operatorId, from: null, to: row.state })),
    ),
  ]);
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
