import type { Bytes } from '../../../shared/encoding/bytes.ts';

/** The pack and the own grant that the first administrator sends along. */
export interface Bootstrap {
  readonly pack: Bytes;
  readonly grant: Bytes;
}

/** Keys and request of an operator whose set-up may have to be sent again, because an answer was lost. */
export interface PreparedOperator {
  readonly vaultKey: Bytes;
  readonly sealedKeys: Bytes;
  readonly request: Bytes;
  readonly requestHash: string;
  readonly bootstrap: Bootstrap | null;
}
