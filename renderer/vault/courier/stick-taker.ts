import type { Bytes } from '../../../shared/encoding/bytes.ts';
import type { StickFailure, StickReport } from '../courier-api.ts';

/** Takes the parts of one file. A part that it refuses holds up no other. */
export interface StickTaker {
  /** @throws FieldsealError why this part is not taken. */
  take(bytes: Bytes): Promise<void>;
  /** @throws FieldsealError where the whole file was for somebody else. */
  finish(failures: readonly StickFailure[], isStopped: boolean): Promise<StickReport>;
}
