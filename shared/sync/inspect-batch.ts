import { peekUnverified } from '../crypto/index.ts';
import type { Bytes } from '../encoding/bytes.ts';
import { BATCH_MAGIC, parseManifest } from './batch-file.ts';
import type { BatchManifest } from './batch-manifest.ts';
import { readFrames } from './framing.ts';
import { inspectItem } from './inspect-item.ts';
import {
  checkOuterSignature,
  keysIn,
  unreadable,
  type Finding,
  type InspectedContent,
} from './inspection.ts';

/** What a batch says and proves (see `inspectFile`). */
export async function inspectBatch(bytes: Bytes): Promise<InspectedContent> {
  try {
    const [signed = new Uint8Array(0), ...items] = readFrames(BATCH_MAGIC, bytes);
    const manifest = parseManifest(peekUnverified(signed).payload);
    const { keys } = keysIn(manifest.signers ?? []);
    const inspected = await Promise.all(
      manifest.items.map((entry, at) => inspectItem(manifest, entry, items[at], keys)),
    );
    return {
      kind: 'batch',
      facts: factsOf(manifest),
      lines: inspected.map(({ line }) => line),
      findings: [
        await manifestFinding(signed, manifest),
        countFinding(manifest.items.length, items.length),
        ...inspected.flatMap(({ findings }) => findings),
      ],
    };
  } catch (error) {
    return unreadable('batch', error);
  }
}

function factsOf(manifest: BatchManifest): InspectedContent['facts'] {
  return [
    ['protocol version', String(manifest.protocolVersion)],
    ['programme', manifest.programmeId],
    ['device', manifest.deviceId],
    ['sequence', String(manifest.sequence)],
    ['follows', manifest.previousHash],
    ['made at (laptop clock)', manifest.createdAt],
    ['device counter', String(manifest.deviceCounter)],
    ['last server time seen', manifest.lastServerTime ?? 'never'],
    ['items', String(manifest.items.length)],
  ];
}

async function manifestFinding(signed: Bytes, manifest: BatchManifest): Promise<Finding> {
  const { signers = [], protocolVersion } = manifest;
  const { state, reason } = await checkOuterSignature(
    signed,
    'batch-manifest',
    signers,
    protocolVersion,
  );
  const isOwn = peekUnverified(signed).kid === manifest.deviceId;
  return isOwn
    ? { state, what: `manifest: ${reason}` }
    : { state: 'wrong', what: 'manifest: signed by another than the device it names' };
}

function countFinding(expected: number, found: number): Finding {
  return expected === found
    ? { state: 'good', what: `all ${String(expected)} items are in the file` }
    : { state: 'wrong', what: `${String(found)} items of ${String(expected)}` };
}
