import { sha256 } from '../../../shared/crypto/index.ts';
import { toHex } from '../../../shared/encoding/bytes.ts';
import { Dexie } from 'dexie';
import { countMoves } from '../database/counts.ts';
import type { StoredRecord, WholeRecord } from '../database/record-items.ts';
import type { FieldsealStore } from '../database/store.ts';
import { requireStore, type VaultContext } from '../vault-context.ts';
import { commitBatch } from './commit-batch.ts';
import type { SyncTarget } from './sync-target.ts';

/** Items' bytes in one batch; a single larger item goes alone. Well under what a server takes. */
const MOST_BYTES = 16 * 1024 * 1024;

/** How much is put into batches: items of one batch, and batches at most. */
export interface BatchLimits {
  readonly items: number;
  readonly batches: number;
}

/** Puts saved records into batches, oldest first; answers how many. Each batch and its records' states commit together. */
export async function prepareBatches(
  context: VaultContext,
  target: SyncTarget,
  limits: BatchLimits,
): Promise<number> {
  for (let batches = 0; batches < limits.batches; batches++) {
    if (!(await context.writes(() => prepareOne(context, target, limits.items)))) return batches;
    context.emit({ type: 'records-changed' });
  }
  return limits.batches;
}

async function prepareOne(
  context: VaultContext,
  target: SyncTarget,
  most: number,
): Promise<boolean> {
  const store = requireStore(context);
  const records = await nextRecords(store, most);
  if (records.length === 0) return false;
  const rows = records.map(({ row }) => row);
  await commitBatch(context, target, {
    items: records.map(({ row, item }) => ({
      bytes: item.item,
      entry: {
        kind: 'registrant',
        recordId: row.recordId,
        version: row.version,
        areaId: row.areaId,
      },
    })),
    operatorIds: rows.map(({ operatorId }) => operatorId),
    tables: [store.records],
    async mark(sequence) {
      await store.records.bulkUpdate(
        rows.map((row) => ({
          key: row.recordId,
          changes: { state: 'in-batch', batchSequence: sequence },
        })),
      );
      await countMoves(
        store,
        rows.map((row) => ({ operatorId: row.operatorId, from: 'saved', to: 'in-batch' })),
      );
    },
  });
  return true;
}

/**
 * The records that go next. One whose bytes were damaged on this laptop would be refused; it must not hold up the
 * others, and is set aside.
 */
async function nextRecords(store: FieldsealStore, most: number): Promise<readonly WholeRecord[]> {
  for (;;) {
    const records = await readNext(store, most);
    const sound = records.filter(isSound);
    if (sound.length === records.length) return sound;
    const damaged = records.filter((record) => !isSound(record));
    await store.transaction('rw', store.records, store.operators, async () => {
      const moves = [];
      for (const { recordId, operatorId, itemHash } of damaged.map(({ row }) => row)) {
        const current = await store.records.get(recordId);
        if (current?.state !== 'saved' || current.itemHash !== itemHash) continue;
        await store.records.update(recordId, { state: 'refused', refusal: 'sync.item-malformed' });
        moves.push({ operatorId, from: 'saved', to: 'refused' } as const);
      }
      await countMoves(store, moves);
    });
  }
}

function isSound(record: StoredRecord): record is WholeRecord {
  const { row, item } = record;
  return item !== undefined && toHex(sha256(item.item)) === row.itemHash;
}

/** The oldest saved records with their items, as many as fit into a batch. */
async function readNext(store: FieldsealStore, most: number): Promise<readonly StoredRecord[]> {
  const records = await store.transaction('r', store.records, store.items, async () => {
    const rows = await store.records
      .where('[state+savedOrder]')
      .between(['saved', Dexie.minKey], ['saved', Dexie.maxKey])
      .limit(most)
      .toArray();
    const items = await store.items.bulkGet(rows.map(({ recordId }) => recordId));
    return rows.map((row, at) => ({ row, item: items[at] }));
  });
  let bytes = 0;
  const fitting = records.findIndex(({ item }, index) => {
    bytes += item?.item.length ?? 0;
    return index > 0 && bytes > MOST_BYTES;
  });
  return fitting === -1 ? records : records.slice(0, fitting);
}
