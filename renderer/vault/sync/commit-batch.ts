import type { Table } from 'dexie';
import { writeBatch, type BatchItem } from '../../../shared/sync/batch-file.ts';
import { FIRST_COUNTERS, NEVER_SYNCED } from '../database/counts.ts';
import { requireStore, type VaultContext } from '../vault-context.ts';
import { itemSigners } from './item-signers.ts';
import type { SyncTarget } from './sync-target.ts';

/** What goes into one batch, and what changes with it. */
export interface BatchContent {
  readonly items: readonly BatchItem[];
  /** Whose items they are. */
  readonly operatorIds: readonly string[];
  readonly tables: readonly Table[];
  /** Marks the items as being in the batch of this sequence, inside its transaction. */
  readonly mark: (sequence: number) => Promise<void>;
}

/**
 * Makes the next batch of the chain. The batch, what it holds and the numbers commit together; where another window was
 * faster nothing is written, and whoever asked looks again.
 */
export async function commitBatch(
  context: VaultContext,
  target: SyncTarget,
  content: BatchContent,
): Promise<void> {
  const store = requireStore(context);
  const sync = (await store.read('sync')) ?? NEVER_SYNCED;
  const counters = (await store.read('counters')) ?? FIRST_COUNTERS;
  const sequence = sync.lastSequence + 1;
  const createdAt = context.deps.now().toISOString();
  const deviceCounter = counters.deviceCounter + 1;
  const { previousHash } = sync;
  const { bytes, batchHash } = await writeBatch(
    target.deviceKey,
    {
      programmeId: target.pack.id,
      deviceId: target.deviceKey.kid,
      sequence,
      previousHash,
      createdAt,
      deviceCounter,
      lastServerTime: sync.lastServerTime,
    },
    content.items,
    await itemSigners(store, content.operatorIds),
  );
  const records = content.items.filter(({ entry }) => entry.kind === 'registrant').length;
  const tables = [store.meta, store.batches, store.operators, ...content.tables];
  await store.transaction('rw', tables, async () => {
    const currentSync = (await store.read('sync')) ?? NEVER_SYNCED;
    const currentCounters = (await store.read('counters')) ?? FIRST_COUNTERS;
    if (currentSync.lastSequence !== sync.lastSequence) return;
    if (currentCounters.revision !== counters.revision) return;
    await store.batches.add({
      sequence,
      previousHash,
      createdAt,
      batchHash,
      size: bytes.length,
      records,
      attachments: content.items.length - records,
      state: 'waiting',
      bytes,
    });
    await content.mark(sequence);
    await store.write('counters', {
      ...currentCounters,
      revision: currentCounters.revision + 1,
      deviceCounter,
    });
    await store.write('sync', { ...currentSync, lastSequence: sequence, previousHash: batchHash });
  });
}
