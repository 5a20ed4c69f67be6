import { concatBytes, copyBytes, type Bytes } from '../../shared/encoding/bytes.ts';
import { outlineStick, stickHead, stickPart } from '../../shared/sync/stick-file.ts';
import type { StickReport } from '../../renderer/vault/courier-api.ts';
import type { Laptop } from './world.ts';

/** Cuts the laptop off from everything, or lets it through again. */
export function setNetwork(laptop: Laptop, isThere: boolean): void {
  laptop.wire.before = () => {
    if (!isThere) throw new TypeError('fetch failed');
    return undefined;
  };
}

/** Writes what waits to a file, as the screen does, and notes it. */
export async function handOver(laptop: Laptop): Promise<Bytes> {
  const { vault } = laptop;
  let plan = await vault.planHandOver();
  while (!plan.isReady) plan = await vault.planHandOver();
  const parts: Bytes[] = [];
  for (const { sequence, batchHash } of plan.batches) {
    const bytes = await vault.handOverBatch(sequence, batchHash);
    if (bytes === null) throw new Error('a batch is gone');
    parts.push(bytes);
  }
  await vault.noteHandOver(plan.batches.map(({ batchHash }) => batchHash));
  return concatBytes(stickHead('batches', parts.length), ...parts.map(stickPart));
}

/** Opens a file on a laptop. */
export function openStick(laptop: Laptop, file: Bytes): Promise<StickReport> {
  return laptop.vault.openStick(new Blob([file]));
}

/** The files in a container. */
export async function partsOf(stick: Bytes): Promise<readonly Bytes[]> {
  const { parts } = await outlineStick({
    size: stick.length,
    read: (start, end) => Promise.resolve(stick.slice(start, end)),
  });
  return parts.map(({ start, end }) => copyBytes(stick.slice(start, end)));
}

/** A container of other files. */
export function stickOf(kind: 'batches' | 'receipts', parts: readonly Bytes[]): Bytes {
  return concatBytes(stickHead(kind, parts.length), ...parts.map(stickPart));
}

/** The carrier's receipts, noted as written. */
export async function writeReceipts(carrier: Laptop): Promise<Bytes> {
  const { bytes, batchHashes } = await carrier.vault.receiptsFile();
  await carrier.vault.noteReceiptsWritten(batchHashes);
  return bytes;
}
