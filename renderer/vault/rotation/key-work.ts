import type { OperatorAudit } from '../audit/operator-audit.ts';
import type { FieldsealStore } from '../database/store.ts';
import type { KeyRings } from '../keys/key-rings.ts';
import type { VaultKeys } from '../keys/vault-keys.ts';

/** What work on an operator's keys needs. */
export interface KeyWork {
  readonly store: FieldsealStore;
  readonly operatorId: string;
  readonly vaultKeys: VaultKeys;
  readonly rings: KeyRings;
  readonly audit: OperatorAudit;
  readonly now: () => Date;
}
