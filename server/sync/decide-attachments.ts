import type { AttachmentItem } from '../../shared/sync/attachment-item.ts';
import type { ManifestItem } from '../../shared/sync/batch-manifest.ts';
import type { ReceiptItem } from '../../shared/sync/receipt-file.ts';
import type { AttachmentTable, RecordTable } from '../db/schema.ts';
import type { CheckedAttachment } from './check-attachment.ts';
import { identity, refused } from './decide-items.ts';

/** What of a held version decides about the attachments of its record. */
export type RecordHolding = Pick<RecordTable, 'record_id' | 'version' | 'operator_id' | 'area_id'>;

export type HeldAttachment = Pick<AttachmentTable, 'hash' | 'record_id'>;

/** An attachment that will be kept, in the area that its record belongs to now. */
export interface AttachmentAcceptance {
  readonly address: string;
  readonly areaId: string;
  readonly item: AttachmentItem;
}

/**
 * Decides on the attachments of a batch, given the versions held of their records, those of the same batch among them.
 * Pure: each stands for itself. An attachment is its record's: without that it is not taken, and no other operator adds one
 * to it, on whichever laptop they work.
 */
export function decideAttachments(
  entries: readonly ManifestItem[],
  checked: readonly CheckedAttachment[],
  records: readonly RecordHolding[],
  held: readonly HeldAttachment[],
): {
  readonly verdicts: readonly ReceiptItem[];
  readonly accepted: readonly AttachmentAcceptance[];
} {
  const newest = newestOf(records);
  const known = new Set(held.map(({ hash, record_id }) => `${record_id}/${hash}`));
  const accepted: AttachmentAcceptance[] = [];
  const verdicts = entries.map((entry, index): ReceiptItem => {
    const check = checked[index];
    if (check?.ok !== true) return refused(entry, check?.code ?? 'sync.item-malformed');
    const { item, address } = check;
    const record = newest.get(entry.recordId);
    if (record === undefined || record.version < entry.version) {
      return refused(entry, 'sync.attachment-without-record');
    }
    if (record.operator_id !== item.operatorId) return refused(entry, 'sync.item-conflict');
    const name = `${entry.recordId}/${address}`;
    if (known.has(name)) return { verdict: 'already-held', ...identity(entry) };
    known.add(name);
    accepted.push({ address, areaId: record.area_id, item });
    return { verdict: 'accepted', ...identity(entry) };
  });
  return { verdicts, accepted };
}

function newestOf(records: readonly RecordHolding[]): ReadonlyMap<string, RecordHolding> {
  const newest = new Map<string, RecordHolding>();
  for (const record of records) {
    const known = newest.get(record.record_id);
    if (known === undefined || known.version < record.version) newest.set(record.record_id, record);
  }
  return newest;
}
