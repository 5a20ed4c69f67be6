import { sha256 } from '../../../shared/crypto/index.ts';
import { fromHex, toHex, type Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { ROUTES } from '../../../shared/sync/http-api.ts';
import { contentDigest } from '../../../shared/sync/upload-protocol.ts';
import type { BatchRow } from '../database/rows.ts';
import type { VaultContext } from '../vault-context.ts';
import { applyReceipt, type AppliedReceipt } from './apply-receipt.ts';
import { createBatchUpload } from './batch-upload.ts';
import { deliverBatch } from './deliver-batch.ts';
import type { StopRequest } from './stop-request.ts';
import type { SyncTarget } from './sync-target.ts';

/** Batches up to this go in one request: over a slow line every round trip counts. */
const WHOLE_BYTES = 128 * 1024;

/**
 * Sends one batch, whole or in pieces, and applies its receipt; null when it was told to stop in between. `onBytes` is
 * told how many of its bytes the server holds. @throws FieldsealError `vault.store-damaged` for bytes that were damaged
 * here; what refused it; as `applyReceipt`.
 */
export async function sendOne(
  context: VaultContext,
  target: SyncTarget,
  batch: BatchRow,
  stop: StopRequest,
  onBytes: (sent: number) => void,
): Promise<AppliedReceipt | null> {
  if (batch.bytes === null || toHex(sha256(batch.bytes)) !== batch.batchHash) {
    throw new FieldsealError('vault.store-damaged', { part: 'batch', sequence: batch.sequence });
  }
  const { batchHash, bytes } = batch;
  const receipt = await sendBytes(context, target, { batchHash, bytes }, stop, onBytes);
  if (receipt === null) return null;
  return context.writes(() => applyReceipt(context, target, batch, receipt));
}

/** Sends the bytes of a batch, whoever made it, and answers the receipt as it came; null when it was told to stop. */
export async function sendBytes(
  context: VaultContext,
  target: SyncTarget,
  { batchHash, bytes }: { readonly batchHash: string; readonly bytes: Bytes },
  stop: StopRequest,
  onBytes: (sent: number) => void,
): Promise<Bytes | null> {
  if (bytes.length > WHOLE_BYTES) {
    return sendInPieces(context, target, batchHash, bytes, stop, onBytes);
  }
  return context.api.bytes({
    serverUrl: target.serverUrl,
    method: 'POST',
    path: ROUTES.batches,
    key: target.deviceKey,
    binary: bytes,
    headers: { 'content-digest': contentDigest(fromHex(batchHash)) },
  });
}

function sendInPieces(
  context: VaultContext,
  { serverUrl, deviceKey }: SyncTarget,
  batchHash: string,
  bytes: Bytes,
  stop: StopRequest,
  onBytes: (sent: number) => void,
): Promise<Bytes | null> {
  const upload = createBatchUpload(context.api, { serverUrl, deviceKey, batchHash, bytes });
  return deliverBatch(upload, bytes.length, {
    stop,
    onBytes,
    clock: () => performance.now(),
    wait: context.deps.wait ?? pause,
    random: Math.random,
  });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
