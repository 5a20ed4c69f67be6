import type { Bytes } from '../../../shared/encoding/bytes.ts';
import type { RecoveryBinding } from '../../../shared/recovery/binding.ts';
import type { VouchedAnswer } from '../../../shared/recovery/recovery-answer.ts';
import type { RecoveryShares } from '../../../shared/recovery/recovery-shares.ts';

/** The way back into an operator's vault through the programme's recovery keys. */
export interface RecoverySlotRow {
  readonly operatorId: string;
  readonly binding: RecoveryBinding;
  /** The vault key under the recovery key. */
  readonly wrapped: Bytes;
  /** The recovery key under the operator's own vault, so that shares can be sealed while the vault is open. */
  readonly sealedKey: Bytes;
  /** Null until the programme has recovery keys. */
  readonly shares: RecoveryShares | null;
  readonly createdAt: string;
}

/** A recovery under way: it outlives restarts. */
export interface RecoveryCeremonyRow {
  /** Id of the slot or backup that is to be opened. */
  readonly subjectId: string;
  readonly operatorId: string;
  readonly request: Bytes;
  readonly requestHash: string;
  /** The request's own private key under the device's wrapping key, until the recovery is done or cancelled. */
  readonly wrappedAnswerKey: Bytes;
  readonly answerPublicKey: Bytes;
  readonly createdAt: string;
  readonly sentAt: string | null;
  readonly answers: readonly (VouchedAnswer & { readonly kid: string })[];
}
