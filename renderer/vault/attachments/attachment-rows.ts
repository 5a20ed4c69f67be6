import type { Bytes } from '../../../shared/encoding/bytes.ts';
import type { ErrorCode } from '../../../shared/errors/error-codes.ts';

/** A photo of a record, until the record is approved. Its item for delivery stands apart (`AttachmentItemRow`). */
export interface AttachmentRow {
  /** SHA-256 of its sealed bytes, hex: how the sealed record names it. */
  readonly hash: string;
  readonly recordId: string;
  /** The version of the record that first had it. */
  readonly version: number;
  readonly operatorId: string;
  readonly areaId: string;
  /** Of its record: what people call it by. */
  readonly registrationNumber: string;
  /** Of its record's saving: the order of delivery. */
  readonly savedOrder: number;
  readonly savedAt: string;
  /** Of its item, in bytes. */
  readonly size: number;
  readonly itemHash: string;
  /** `received` ones are kept as long as a server restored from a backup might ask for them again. */
  readonly state: 'saved' | 'in-batch' | 'received' | 'refused';
  readonly refusal: ErrorCode | null;
  /** Sequence of the batch it went into last. */
  readonly batchSequence?: number | undefined;
}

/** An attachment's signed item, apart from its row, so that a change of state writes few bytes. */
export interface AttachmentItemRow {
  readonly hash: string;
  readonly item: Bytes;
}

/** An attachment's row and its item; they are written together. */
export interface WholeAttachment {
  readonly row: AttachmentRow;
  readonly item: AttachmentItemRow;
}
