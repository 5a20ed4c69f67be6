import { sha256 } from '../../../shared/crypto/index.ts';
import { toHex } from '../../../shared/encoding/bytes.ts';
import { writeBatch } from '../../../shared/sync/batch-file.ts';
import { Dexie } from 'dexie';
import { countMoves, FIRST_COUNTERS, NEVER_SYNCED } from '../database/counts.ts';
import type { RecordRow } from '../database/rows.ts';
import type { FieldsealStore } from '../database/store.ts';
import { requireStore, type VaultContext } from '../vault-context.ts';
import type { SyncTarget } from './sync-target.ts';

/** Items' bytes in one batch; a single larger item goes alone. Well under what a server takes. */
const MOST_BYTES = 16 * 1024 * 1024;

/** How much is put into batches: items of one batch, and batches at most. */
export interface BatchLimits {
  readonly items: number;
  readonly batches: number;
}

/** Puts saved records into batches, oldest first. Each batch and its records' states commit together. */
export async function prepareBatches(
  context: VaultContext,
  target: SyncTarget,
  limits: BatchLimits,
): Promise<void> {
  for (let batches = 0; batches < limits.batches; batches++) {
    if (!(await context.writes(() => prepareOne(context, target, limits.items)))) return;
    context.emit({ type: 'records-changed' });
  }
}

async function prepareOne(
  context: VaultContext,
  target: SyncTarget,
  most: number,
): Promise<boolean> {
  const store = requireStore(context);
  await setDamagedAside(store, most);
  const rows = await nextRows(store, most);
  if (rows.length === 0) return false;
  const sync = (await store.read('sync')) ?? NEVER_SYNCED;
  const counters = (await store.read('counters')) ?? FIRST_COUNTERS;
  const sequence = sync.lastSequence + 1;
  const createdAt = context.deps.now().toISOString();
  const deviceCounter = counters.deviceCounter + 1;
  const { bytes, batchHash } = await writeBatch(
    target.deviceKey,
    {
      programmeId: target.pack.id,
      deviceId: target.deviceKey.kid,
      sequence,
      previousHash: sync.previousHash,
      createdAt,
      deviceCounter,
      lastServerTime: sync.lastServerTime,
    },
    rows.map((row) => ({
      bytes: row.item,
      entry: {
        kind: 'registrant',
        recordId: row.recordId,
        version: row.version,
        areaId: row.areaId,
      },
    })),
  );
  const tables = [store.meta, store.records, store.batches, store.operators];
  await store.transaction('rw', tables, async () => {
    const currentSync = (await store.read('sync')) ?? NEVER_SYNCED;
    const currentCounters = (await store.read('counters')) ?? FIRST_COUNTERS;
    // Another window was faster: nothing is written, the loop looks again.
    if (currentSync.lastSequence !== sync.lastSequence) return;
    if (currentCounters.revision !== counters.revision) return;
    await store.batches.add({
      sequence,
      previousHash: sync.previousHash,
      createdAt,
      batchHash,
      size: bytes.length,
      records: rows.length,
      state: 'waiting',
      bytes,
    });
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
    await store.write('counters', {
      ...currentCounters,
      revision: currentCounters.revision + 1,
      deviceCounter,
    });
    await store.write('sync', { ...currentSync, lastSequence: sequence, previousHash: batchHash });
  });
  return true;
}

/** A record whose bytes were damaged on this laptop would be refused; it must not hold up the others. */
async function setDamagedAside(store: FieldsealStore, most: number): Promise<void> {
  for (;;) {
    const damaged = (await nextRows(store, most)).filter(
      (row) => toHex(sha256(row.item)) !== row.itemHash,
    );
    if (damaged.length === 0) return;
    await store.transaction('rw', store.records, store.operators, async () => {
      const moves = [];
      for (const { recordId, operatorId, itemHash } of damaged) {
        const current = await store.records.get(recordId);
        if (current?.state !== 'saved' || current.itemHash !== itemHash) continue;
        await store.records.update(recordId, { state: 'refused', refusal: 'sync.item-malformed' });
        moves.push({ operatorId, from: 'saved', to: 'refused' } as const);
      }
      await countMoves(store, moves);
    });
  }
}

async function nextRows(store: FieldsealStore, most: number): Promise<readonly RecordRow[]> {
  const rows = await store.records
    .where('[state+savedOrder]')
    .between(['saved', Dexie.minKey], ['saved', Dexie.maxKey])
    .limit(most)
    .toArray();
  let bytes = 0;
  const fitting = rows.findIndex((row, index) => {
    bytes += row.item.length;
    return index > 0 && bytes > MOST_BYTES;
  });
  return fitting === -1 ? rows : rows.slice(0, fitting);
}
