import type { Bytes } from '../../../shared/encoding/bytes.ts';
import type { ErrorCode } from '../../../shared/errors/error-codes.ts';

/** Why the server did not take a carried batch when it was last tried. */
export interface CarriedProblem {
  readonly code: ErrorCode;
  /** The sequence that the server expects, where an earlier batch is missing. */
  readonly expected?: number | undefined;
  /** Since when its laptop is revoked. */
  readonly since?: string | undefined;
  readonly at: string;
}

/** A batch of another laptop that is carried here; nothing in it can be read. */
export interface CarriedRow {
  readonly batchHash: string;
  readonly previousHash: string;
  /** The device that made it. */
  readonly deviceId: string;
  /** That device's code, as its records' numbers begin; null where none says it. */
  readonly deviceCode: string | null;
  readonly sequence: number;
  readonly records: number;
  /** Absent in rows of before there were any. */
  readonly photos?: number | undefined;
  readonly size: number;
  readonly takenAt: string;
  /** The server's receipt, once it has come. */
  readonly receipt: Bytes | null;
  readonly problem: CarriedProblem | null;
  /** When the receipt was last written to a file. */
  readonly writtenAt: string | null;
}

/** A carried batch's bytes, exactly as they came; gone with its receipt. */
export interface CarriedBytesRow {
  readonly batchHash: string;
  readonly bytes: Bytes;
}
