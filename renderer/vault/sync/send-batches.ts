import { Dexie } from 'dexie';
import { sha256 } from '../../../shared/crypto/index.ts';
import { toHex } from '../../../shared/encoding/bytes.ts';
import { ROUTES } from '../../../shared/sync/http-api.ts';
import type { BatchRow } from '../database/rows.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { SyncPhase } from '../vault-api.ts';
import { requireStore, type VaultContext } from '../vault-context.ts';
import { applyReceipt, type ReceiptCounts } from './apply-receipt.ts';
import type { SyncTarget } from './sync-target.ts';

/** What sending all waiting batches came to. */
export interface SendCounts extends ReceiptCounts {
  readonly batches: number;
  readonly bytesSent: number;
}

/**
 * Sends the waiting batches in order and applies each receipt. A retry sends the same bytes, so that a batch
 * whose receipt was lost is answered with that receipt again.
 */
export async function sendBatches(context: VaultContext, target: SyncTarget): Promise<SendCounts> {
  const store = requireStore(context);
  const sequences = await store.batches
    .where('[state+sequence]')
    .between(['waiting', Dexie.minKey], ['waiting', Dexie.maxKey])
    .primaryKeys();
  let total: SendCounts = { batches: 0, bytesSent: 0, accepted: 0, alreadyHeld: 0, refused: 0 };
  const recordsTotal = await recordsIn(context, sequences);
  let recordsSent = 0;
  function progress(phase: SyncPhase): void {
    const { bytesSent } = total;
    context.emit({
      type: 'sync-progress',
      progress: { phase, recordsSent, recordsTotal, bytesSent },
    });
  }
  progress('sending');
  for (const sequence of sequences) {
    const batch = await store.batches.get(sequence);
    if (batch?.state !== 'waiting') continue;
    const counts = await sendOne(context, target, batch);
    recordsSent += batch.records;
    total = {
      batches: total.batches + 1,
      bytesSent: total.bytesSent + batch.size,
      accepted: total.accepted + counts.accepted,
      alreadyHeld: total.alreadyHeld + counts.alreadyHeld,
      refused: total.refused + counts.refused,
    };
    progress('sending');
  }
  if (sequences.length > 0) context.emit({ type: 'records-changed' });
  return total;
}

async function sendOne(
  context: VaultContext,
  target: SyncTarget,
  batch: BatchRow,
): Promise<ReceiptCounts> {
  if (batch.bytes === null || toHex(sha256(batch.bytes)) !== batch.batchHash) {
    throw new FieldsealError('vault.store-damaged', { part: 'batch', sequence: batch.sequence });
  }
  const receipt = await context.api.bytes({
    serverUrl: target.serverUrl,
    method: 'POST',
    path: ROUTES.batches,
    key: target.deviceKey,
    binary: batch.bytes,
  });
  return context.writes(() => applyReceipt(context, target, batch, receipt));
}

async function recordsIn(context: VaultContext, sequences: readonly number[]): Promise<number> {
  let records = 0;
  for (const sequence of sequences) {
    records += (await requireStore(context).batches.get(sequence))?.records ?? 0;
  }
  return records;
}
