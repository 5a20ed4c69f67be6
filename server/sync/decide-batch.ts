import type { ReceiptItem } from '../../shared/sync/receipt-file.ts';
import type { CheckedBatch, CheckedEntry } from './check-batch.ts';
import {
  decideAttachments,
  type AttachmentAcceptance,
  type HeldAttachment,
  type RecordHolding,
} from './decide-attachments.ts';
import { decideItems, type Acceptance, type HeldVersion } from './decide-items.ts';

export interface DecidedBatch {
  /** One for each manifest entry, in its order. */
  readonly verdicts: readonly ReceiptItem[];
  readonly records: readonly Acceptance[];
  readonly attachments: readonly AttachmentAcceptance[];
}

/** Decides on every item of a batch: first its records, then the attachments, wherever they stand in it. Pure. */
export function decideBatch(
  deviceId: string,
  { records, attachments }: CheckedBatch,
  heldVersions: readonly (HeldVersion & RecordHolding)[],
  heldAttachments: readonly HeldAttachment[],
): DecidedBatch {
  const ofRecords = decideItems(deviceId, ...columns(records), heldVersions);
  // Where they stand in the batch, not among its records.
  const accepted = ofRecords.accepted.map((acceptance) => ({
    ...acceptance,
    index: records[acceptance.index]?.index ?? acceptance.index,
  }));
  const holdings = [...heldVersions, ...accepted.map(holdingOf)];
  const ofAttachments = decideAttachments(...columns(attachments), holdings, heldAttachments);
  const placed = [
    ...place(records, ofRecords.verdicts),
    ...place(attachments, ofAttachments.verdicts),
  ];
  placed.sort(([a], [b]) => a - b);
  return {
    verdicts: placed.map(([, verdict]) => verdict),
    records: accepted,
    attachments: ofAttachments.accepted,
  };
}

function columns<T>(
  entries: readonly CheckedEntry<T>[],
): readonly [readonly CheckedEntry<T>['entry'][], readonly T[]] {
  return [entries.map(({ entry }) => entry), entries.map(({ check }) => check)];
}

function place<T>(
  entries: readonly CheckedEntry<T>[],
  verdicts: readonly ReceiptItem[],
): readonly (readonly [number, ReceiptItem])[] {
  return verdicts.map((verdict, at) => [entries[at]?.index ?? at, verdict]);
}

function holdingOf({ entry, item }: Acceptance): RecordHolding {
  return {
    record_id: entry.recordId,
    version: entry.version,
    operator_id: item.operatorId,
    area_id: entry.areaId,
  };
}
