import type { Bytes } from '../../../shared/encoding/bytes.ts';

/** All versions of one key of an operator, sealed together, so that none can be taken out or put back alone. */
export interface DataKeyRow {
  readonly operatorId: string;
  readonly purpose: string;
  readonly keyId: string;
  readonly sealed: Bytes;
}
