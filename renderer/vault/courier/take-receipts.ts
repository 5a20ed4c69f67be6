import { sha256 } from '../../../shared/crypto/index.ts';
import { toHex, type Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { readReceipt, type BatchReceipt } from '../../../shared/sync/receipt-file.ts';
import type { BatchRow } from '../database/rows.ts';
import { applyReceipt, type ReceiptCounts } from '../sync/apply-receipt.ts';
import { resumeAt } from '../sync/resume-sending.ts';
import type { SyncTarget } from '../sync/sync-target.ts';
import { requireStore, type VaultContext } from '../vault-context.ts';
import type { StickTaker } from './stick-taker.ts';

/**
 * Takes receipts as they came over the network: each verified by the server's pinned key and applied to the batch that
 * still waits under its sequence and hash. In any order, and twice, is all the same.
 */
export function createReceiptTaker(context: VaultContext, target: SyncTarget): StickTaker {
  const counts = {
    settled: 0,
    accepted: 0,
    alreadyHeld: 0,
    refused: 0,
    photos: 0,
    photosLeft: 0,
    known: 0,
    forOthers: 0,
  };
  /** The newest receipt for a batch that this laptop made and no longer has. */
  let foreign: BatchReceipt | null = null;

  function settle(receipt: ReceiptCounts): void {
    const { accepted, alreadyHeld, refused, photos, photosLeft } = receipt;
    counts.settled += 1;
    counts.accepted += accepted;
    counts.alreadyHeld += alreadyHeld;
    counts.refused += refused;
    counts.photos += photos;
    counts.photosLeft += photosLeft;
  }

  return {
    async take(bytes) {
      const receipt = await openReceipt(target, bytes);
      if (receipt.deviceId !== target.deviceKey.kid) {
        counts.forOthers += 1;
        return;
      }
      const row = await requireStore(context).batches.get(receipt.sequence);
      if (row !== undefined && isFor(row, receipt)) {
        settle(await context.writes(() => applyReceipt(context, target, row, bytes)));
        return;
      }
      counts.known += 1;
      const isSettled = row?.state === 'received' && row.batchHash === receipt.batchHash;
      if (!isSettled && (foreign === null || foreign.sequence < receipt.sequence))
        foreign = receipt;
    },

    async finish(failures, isStopped) {
      const isForOthersOnly = counts.settled + counts.known === 0 && counts.forOthers > 0;
      if (isForOthersOnly) throw new FieldsealError('courier.other-laptop');
      if (foreign !== null) await goOnBehind(context, foreign);
      if (counts.settled > 0) {
        context.audit.later({ kind: 'courier.receipts-read', count: counts.settled });
      }
      return { kind: 'receipts', ...counts, failures, isStopped };
    },
  };
}

async function openReceipt(target: SyncTarget, bytes: Bytes): Promise<BatchReceipt> {
  try {
    const receipt = await readReceipt(bytes, target.serverKey);
    if (receipt.programmeId !== target.pack.id) throw new TypeError('another programme');
    return receipt;
  } catch (cause) {
    throw new FieldsealError('courier.receipt-invalid', {}, cause);
  }
}

/** The batch waits, and its bytes are the ones that the receipt is about. */
function isFor({ state, batchHash, bytes }: BatchRow, receipt: BatchReceipt): boolean {
  return (
    state === 'waiting' &&
    batchHash === receipt.batchHash &&
    bytes !== null &&
    toHex(sha256(bytes)) === batchHash
  );
}

/**
 * What waits was made anew, or was damaged here, after the batch that the server took had been handed over. The server's
 * signed word says where the chain stands: what waits goes on behind it, and what the server holds already it answers as
 * held. Without this, a laptop that never has a network could never deliver again.
 */
async function goOnBehind(
  context: VaultContext,
  { sequence, batchHash }: BatchReceipt,
): Promise<void> {
  const { batches } = requireStore(context);
  const waiting = await batches
    .where('sequence')
    .belowOrEqual(sequence)
    .filter(({ state }) => state === 'waiting')
    .first();
  const settledLater = await batches
    .where('sequence')
    .above(sequence)
    .filter(({ state }) => state === 'received')
    .first();
  if (waiting === undefined || settledLater !== undefined) return;
  await resumeAt(context, waiting, { sequence: sequence + 1, previousHash: batchHash });
}
