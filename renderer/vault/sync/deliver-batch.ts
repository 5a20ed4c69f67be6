import type { Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { ERROR_CODES, type ErrorCode } from '../../../shared/errors/error-codes.ts';
import type { BatchUpload } from './batch-upload.ts';
import type { StopRequest } from './stop-request.ts';

const KIB = 1024;
/** The first piece; later ones are as the line takes them. */
const FIRST_PIECE = 128 * KIB;
const SMALLEST_PIECE = 16 * KIB;
const LARGEST_PIECE = 4 * KIB * KIB;

/** A piece that took less is followed by one twice as large; one that took more, by half. Milliseconds. */
const QUICK_MS = 2000;
const SLOW_MS = 15_000;

/** After so many failures in a row the batch waits for the next sync: something else is wrong than the line. */
const MOST_FAILURES = 6;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/** Told by the server about the chain of batches, which is for whoever made the batch, or about a laptop that must wait. */
const NOT_OF_THE_LINE: readonly ErrorCode[] = [
  'sync.batch-gap',
  'sync.batch-truncated',
  'sync.device-suspended',
  'sync.maker-suspended',
];

/** What delivering needs besides the server. */
export interface DeliverySurroundings {
  readonly stop: StopRequest;
  /** Told after every piece how many of the batch's bytes the server holds. */
  readonly onBytes: (sent: number) => void;
  /** Milliseconds, of any clock that only goes forward. */
  readonly clock: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** 0 to 1, evenly. */
  readonly random: () => number;
}

/**
 * Sends a batch piece by piece until the server has taken it, and answers the receipt; null when it was told to stop,
 * and what was sent stays where it is. A line that breaks is waited for, longer each time and never at the same moment as
 * all other laptops do; where the server says how far the batch is, it goes on there.
 * @throws FieldsealError what refused the batch, or the last failure when nothing went through any more.
 */
export async function deliverBatch(
  upload: BatchUpload,
  length: number,
  { stop, onBytes, clock, wait, random }: DeliverySurroundings,
): Promise<Bytes | null> {
  let size = FIRST_PIECE;
  let failures = 0;
  /** Null while it is not known how far the server is. */
  let offset: number | null = null;
  while (!stop.isStopped) {
    try {
      if (offset === null) {
        // Taken already, where only the answer was lost; a begun one is found by beginning it again.
        const receipt = await upload.receipt();
        if (receipt !== null) return receipt;
        offset = await upload.begin();
        onBytes(offset);
        continue;
      }
      const began = clock();
      offset = await upload.sendPiece(offset, Math.min(length, offset + size));
      failures = 0;
      onBytes(offset);
      if (offset === length) {
        const receipt = await upload.receipt();
        if (receipt !== null) return receipt;
        throw new FieldsealError('sync.server-nonsense');
      }
      const took = clock() - began;
      if (took < QUICK_MS) size = Math.min(size * 2, LARGEST_PIECE);
      else if (took > SLOW_MS) size = Math.max(size / 2, SMALLEST_PIECE);
    } catch (error) {
      if (!isOfTheLine(error) || ++failures > MOST_FAILURES) throw error;
      offset = null;
      size = Math.max(size / 2, SMALLEST_PIECE);
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
      await wait(pause * (0.5 + random() / 2));
    }
  }
  return null;
}

/** Failures that say nothing about the batch: the same bytes may pass later. */
export function isOfTheLine(error: unknown): boolean {
  if (!(error instanceof FieldsealError) || !ERROR_CODES[error.code].retryable) return false;
  return !NOT_OF_THE_LINE.includes(error.code);
}
