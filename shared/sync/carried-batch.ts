import { peekUnverified } from '../crypto/index.ts';
import type { Bytes } from '../encoding/bytes.ts';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import { BATCH_MAGIC, checkItems, parseManifest } from './batch-file.ts';
import type { BatchManifest } from './batch-manifest.ts';
import { readFrames } from './framing.ts';
import { checkOuterSignature } from './inspection.ts';

/**
 * Checks a batch as far as whoever carries it can: it is whole, every item is the one that the manifest names, and the
 * key that it carries for its device signed the manifest (a batch of before version 3 carries none, and is taken
 * without that). Whether the programme knows the device, and what each item is worth, only the server says.
 * @throws FieldsealError `sync.batch-truncated`, `sync.batch-malformed`, `sync.batch-signature-invalid`,
 * `sync.protocol-too-new`, `sync.protocol-too-old`.
 */
export async function checkCarriedBatch(bytes: Bytes): Promise<BatchManifest> {
  const [signed, ...items] = readFrames(BATCH_MAGIC, bytes);
  if (signed === undefined) throw new FieldsealError('sync.batch-truncated');
  const { kid, payload } = peek(signed);
  const manifest = parseManifest(payload);
  const { signers = [], protocolVersion } = manifest;
  const { state } = await checkOuterSignature(signed, 'batch-manifest', signers, protocolVersion);
  if (state === 'wrong' || kid !== manifest.deviceId) {
    throw new FieldsealError('sync.batch-signature-invalid');
  }
  checkItems(manifest, items);
  return manifest;
}

function peek(signed: Bytes): ReturnType<typeof peekUnverified> {
  try {
    return peekUnverified(signed);
  } catch (cause) {
    throw new FieldsealError('sync.batch-malformed', {}, cause);
  }
}
