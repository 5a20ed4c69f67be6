import { sha256 } from '../crypto/index.ts';
import { equalBytes, toHex, type Bytes } from '../encoding/bytes.ts';
import { BATCH_MAGIC } from './batch-file.ts';
import { inspectBatch } from './inspect-batch.ts';
import { inspectGrant, inspectRequest } from './inspect-provisioning.ts';
import { inspectReceipt } from './inspect-receipt.ts';
import { inspectStick } from './inspect-stick.ts';
import type { Inspection } from './inspection.ts';
import { provisioningFileKind } from './provisioning-file.ts';
import { RECEIPT_MAGIC } from './receipt-file.ts';

/**
 * Reads a batch, a receipt, a container of them, or one of the two files of provisioning, as anybody can who has nothing but
 * the file, and checks what the file itself proves: that it is whole, that every item is the one the manifest names, and that the keys which stand in it signed it. Who those keys
 * belong to, only the programme can say. Never throws for bad bytes.
 */
export async function inspectFile(bytes: Bytes): Promise<Inspection> {
  const seen = { size: bytes.length, sha256: toHex(sha256(bytes)) };
  if (begins(bytes, BATCH_MAGIC)) return { ...seen, ...(await inspectBatch(bytes)) };
  if (begins(bytes, RECEIPT_MAGIC)) return { ...seen, ...(await inspectReceipt(bytes)) };
  switch (provisioningFileKind(bytes)) {
    case 'request':
      return { ...seen, ...(await inspectRequest(bytes)) };
    case 'grant':
      return { ...seen, ...(await inspectGrant(bytes)) };
    case null:
      return { ...seen, ...(await inspectStick(bytes)) };
  }
}

function begins(bytes: Bytes, magic: Bytes): boolean {
  return equalBytes(bytes.subarray(0, magic.length), magic);
}
