import type { ErrorCode } from '../../shared/errors/error-codes.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** A batch that waits and can be handed over. */
export interface HandOverBatch {
  readonly sequence: number;
  readonly batchHash: string;
  readonly records: number;
  readonly photos: number;
  readonly bytes: number;
}

/** What goes into the next file for a stick. */
export interface HandOverPlan {
  /** False while registrations are still being put into batches: ask again, for as long as it is. */
  readonly isReady: boolean;
  /** In the order in which the server takes them. */
  readonly batches: readonly HandOverBatch[];
  /** Registrations and photos for which one file has no room: they go into the next. */
  readonly left: number;
  readonly fileName: string;
}

/** A part of a file that was not taken, the first being 1, and why. The others were. */
export interface StickFailure {
  readonly part: number;
  readonly code: ErrorCode;
}

/** What a file from a stick came to. */
export type StickReport =
  | {
      readonly kind: 'batches';
      /** Batches that are carried from now on. */
      readonly taken: number;
      readonly records: number;
      readonly photos: number;
      /** Those that were here already. */
      readonly known: number;
      readonly failures: readonly StickFailure[];
      readonly isStopped: boolean;
    }
  | {
      readonly kind: 'receipts';
      /** Batches of this laptop that are settled now, and what became of their registrations. */
      readonly settled: number;
      readonly accepted: number;
      readonly alreadyHeld: number;
      readonly refused: number;
      /** Photos that the server holds now, and photos that it did not take. */
      readonly photos: number;
      readonly photosLeft: number;
      /** Receipts that changed nothing: for batches settled before, or made anew since. */
      readonly known: number;
      readonly forOthers: number;
      readonly failures: readonly StickFailure[];
      readonly isStopped: boolean;
    };

/** A batch that is carried for another laptop. */
export interface CarriedBatch {
  readonly batchHash: string;
  readonly deviceCode: string | null;
  readonly sequence: number;
  readonly records: number;
  readonly photos: number;
  readonly bytes: number;
  readonly takenAt: string;
  /** `waiting`: no receipt yet. `received`: the receipt has to go back. `written`: it went into a file. */
  readonly state: 'waiting' | 'received' | 'written';
  /** Why the server did not take it when it was last tried. */
  readonly problem: {
    readonly code: ErrorCode;
    readonly expected?: number | undefined;
    readonly since?: string | undefined;
  } | null;
}

/** Receipts for a stick, and the batches that they are for. */
export interface ReceiptsFile {
  readonly fileName: string;
  readonly bytes: Bytes;
  readonly batchHashes: readonly string[];
}

/** How far the reading of a file is, in bytes. */
export interface StickProgress {
  readonly done: number;
  readonly total: number;
}

/**
 * Delivery without a network of one's own: batches go on a stick, another laptop of the programme carries and delivers
 * them at its next sync, and brings the receipts back. Needs the device's key only, as a sync does.
 */
export interface CourierApi {
  /** Puts what was saved into batches, some at a time, and says what the next file would hold. Marks nothing. */
  planHandOver(): Promise<HandOverPlan>;
  /** The very bytes of a batch that still waits; null where it was settled or made anew since the plan. */
  handOverBatch(sequence: number, batchHash: string): Promise<Bytes | null>;
  /** Notes that these batches were handed over. They wait for their receipts as before. */
  noteHandOver(batchHashes: readonly string[]): Promise<void>;
  /**
   * Takes a file from a stick, whatever it holds: batches of other laptops are carried from now on, receipts of this one
   * are applied. Rejects with `courier.*` or `sync.*` where nothing of it could be taken.
   */
  openStick(file: Blob): Promise<StickReport>;
  /** Ends it after the part under way; what was taken stays. */
  stopStick(): Promise<void>;
  listCarried(): Promise<readonly CarriedBatch[]>;
  /** All receipts that are here, as one file. */
  receiptsFile(): Promise<ReceiptsFile>;
  noteReceiptsWritten(batchHashes: readonly string[]): Promise<void>;
  /** Forgets carried batches, with their receipts. */
  dropCarried(batchHashes: readonly string[]): Promise<void>;
}
