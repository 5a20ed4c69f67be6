import { randomId, type SigningKey } from '../../shared/crypto/index.ts';
import { utf8, type Bytes } from '../../shared/encoding/bytes.ts';
import { writeBatch, type BatchHead, type BatchItem } from '../../shared/sync/batch-file.ts';
import { NO_PREVIOUS_BATCH } from '../../shared/sync/batch-manifest.ts';

/** Items of a batch with `count` entries; their content is opaque to the batch. */
export function sampleItems(count: number): readonly BatchItem[] {
  return Array.from({ length: count }, (_, index) => ({
    bytes: utf8(`sealed item ${String(index)}`),
    entry: { kind: 'registrant', recordId: randomId(), version: 1, areaId: 'n1' },
  }));
}

/** Head of a first batch of the device. */
export function batchHead(device: SigningKey, changes: Partial<BatchHead> = {}): BatchHead {
  return {
    programmeId: 'programme',
    deviceId: device.kid,
    sequence: 1,
    previousHash: NO_PREVIOUS_BATCH,
    createdAt: '2026-11-23T10:00:00Z',
    deviceCounter: 3,
    lastServerTime: null,
    ...changes,
  };
}

/** A whole batch file. */
export async function sampleBatch(
  device: SigningKey,
  count = 2,
): Promise<{ readonly bytes: Bytes; readonly batchHash: string }> {
  return writeBatch(device, batchHead(device), sampleItems(count));
}
