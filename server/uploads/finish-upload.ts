import { sha256 } from '../../shared/crypto/index.ts';
import { toHex } from '../../shared/encoding/bytes.ts';
import { ERROR_CODES } from '../../shared/errors/error-codes.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { Occasion } from '../audit/occasion.ts';
import type { DeviceCaller } from '../auth/caller.ts';
import type { ServerDeps } from '../deps.ts';
import { withinOwnDevice } from '../db/scope.ts';
import { acceptBatch } from '../sync/accept-batch.ts';
import { dropUpload, readUpload } from './upload-store.ts';

/**
 * Takes a batch whose bytes have all come; its receipt is kept. What is refused is thrown away, since the same bytes will
 * never pass; what the server itself could not do stays, so that one more empty piece tries again.
 * @throws FieldsealError as `acceptBatch`; `sync.upload-damaged` for bytes that are not the batch they were announced as.
 */
export async function finishUpload(
  deps: ServerDeps,
  device: DeviceCaller,
  batchHash: string,
  occasion: Occasion,
): Promise<void> {
  const name = { deviceId: device.deviceId, batchHash };
  const bytes = await withinOwnDevice(deps.db, name, (db) => readUpload(db, name));
  try {
    if (toHex(sha256(bytes)) !== batchHash) throw new FieldsealError('sync.upload-damaged');
    await acceptBatch(deps, device, bytes, occasion);
  } catch (error) {
    if (error instanceof FieldsealError && !isOurs(error)) {
      await withinOwnDevice(deps.db, name, (db) => dropUpload(db, name));
      deps.metrics.uploadEnded(error.code === 'sync.upload-damaged' ? 'damaged' : 'refused');
    }
    throw error;
  }
  await withinOwnDevice(deps.db, name, (db) => dropUpload(db, name));
  deps.metrics.uploadEnded('finished');
}

/** Errors that say nothing about the bytes. */
function isOurs(error: FieldsealError): boolean {
  return error.code.startsWith('server.') && ERROR_CODES[error.code].retryable;
}
