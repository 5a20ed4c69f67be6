import type { RecordRow } from '../database/rows.ts';
import type { Bytes } from '../../../shared/encoding/bytes.ts';

/** What stands open of a record of the intake: the same as in its row later, tokens included. */
export type IntakeHead = Pick<
  RecordRow,
  | 'recordId'
  | 'areaId'
  | 'savedOrder'
  | 'savedAt'
  | 'registrationNumber'
  | 'nationalIdToken'
  | 'phoneToken'
>;

/**
 * A page of records that were saved together and have no item for delivery yet. All are new: version 1, in state
 * `saved`. Their content is one ciphertext under the operator's record keys.
 */
export interface IntakeRow {
  readonly id: string;
  readonly operatorId: string;
  readonly heads: readonly IntakeHead[];
  readonly sealed: Bytes;
}
