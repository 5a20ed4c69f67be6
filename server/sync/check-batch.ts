import type { OpenedBatch } from '../../shared/sync/batch-file.ts';
import type { ManifestItem } from '../../shared/sync/batch-manifest.ts';
import type { PublishedProgramme } from '../programme/read-programme.ts';
import { checkAttachment, type CheckedAttachment } from './check-attachment.ts';
import { checkItem, type CheckedItem } from './check-item.ts';
import type { ItemSigner } from './open-item.ts';

/** An item that was checked by itself, and its place in the batch. */
export interface CheckedEntry<T> {
  readonly index: number;
  readonly entry: ManifestItem;
  readonly check: T;
}

export interface CheckedBatch {
  readonly records: readonly CheckedEntry<CheckedItem>[];
  readonly attachments: readonly CheckedEntry<CheckedAttachment>[];
}

/** Checks every item of a batch by itself, at the time it came. */
export async function checkBatch(
  { pack }: PublishedProgramme,
  signers: ReadonlyMap<string, ItemSigner>,
  { manifest, items }: OpenedBatch,
  now: Date,
): Promise<CheckedBatch> {
  const rules = {
    programmeId: pack.id,
    deviceId: manifest.deviceId,
    areas: pack.areas,
    reviewKeys: pack.reviewKeys,
    signers,
    now,
  };
  const records: CheckedEntry<CheckedItem>[] = [];
  const attachments: CheckedEntry<CheckedAttachment>[] = [];
  for (const [index, entry] of manifest.items.entries()) {
    const bytes = items[index] ?? new Uint8Array(0);
    if (entry.kind === 'attachment') {
      attachments.push({ index, entry, check: await checkAttachment(rules, entry, bytes) });
    } else {
      records.push({ index, entry, check: await checkItem(rules, entry, bytes) });
    }
  }
  return { records, attachments };
}
