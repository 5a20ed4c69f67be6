import type { Bytes } from '../../../shared/encoding/bytes.ts';

/** One event of an operator's chain; the event itself is in `sealed`. Never changed once written. */
export interface AuditRow {
  readonly operatorId: string;
  readonly sequence: number;
  readonly previousHash: Bytes;
  readonly sealed: Bytes;
  readonly hash: Bytes;
}
