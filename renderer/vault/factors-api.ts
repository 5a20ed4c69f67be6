import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/browser';
import type { SlotTier } from '../../shared/domain/programme.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** Proof of the second factor, as the UI thread hands it over after the ceremony. */
export type FactorProof =
  | {
      readonly tier: 'bound';
      readonly response: RegistrationResponseJSON | AuthenticationResponseJSON;
      /** PRF output, 32 bytes; zeroed by the worker after use. */
      readonly prf: Bytes;
    }
  | {
      readonly tier: 'native-bound' | 'gated';
      /** The host's id of the key or credential. */
      readonly credentialId: string;
      readonly share: Bytes;
    }
  | { readonly tier: 'passphrase-only' };

/** What the UI must do to show an operator's factor. */
export type UnlockChallenge =
  | { readonly tier: 'bound'; readonly options: PublicKeyCredentialRequestOptionsJSON }
  | { readonly tier: 'native-bound'; readonly keyId: string }
  | { readonly tier: 'gated' }
  | { readonly tier: 'passphrase-only' };

/** Passphrase and an existing factor: the session keeps no vault key, so each change asks for both. */
export interface Reauthentication {
  readonly passphrase: string;
  readonly factor: FactorProof;
}

/** One way to unlock, as the settings show it. */
export interface FactorSummary {
  readonly id: string;
  readonly tier: SlotTier;
  /** What the operator called it; '' where they gave it no name. */
  readonly name: string;
  readonly createdAt: string | null;
  readonly lastUsedAt: string | null;
  /** The vault was opened with it this time. */
  readonly isInUse: boolean;
  /** False for the last one that policy allows. */
  readonly mayRemove: boolean;
}

/** The signed-in operator's ways to unlock, and what else may be added here. */
export interface FactorList {
  readonly factors: readonly FactorSummary[];
  /** Tiers that host and policy allow, strongest first. */
  readonly addable: readonly SlotTier[];
  readonly passphraseMinLength: number;
  /** The holders who can help, or null where no recovery stands ready. */
  readonly recovery: { readonly needed: number; readonly holders: readonly string[] } | null;
}

/** A way to unlock that is no more; what the host keeps for it is forgotten by the host. */
export interface RemovedFactor {
  readonly tier: SlotTier;
  readonly credentialId: string | null;
}

/** Ways to unlock of the operator who is signed in. */
export interface FactorApi {
  listFactors(): Promise<FactorList>;
  /** What shows an existing factor of the signed-in operator. */
  beginReauthentication(tier?: SlotTier): Promise<UnlockChallenge>;
  addFactor(proof: Reauthentication, factor: FactorProof, name: string): Promise<void>;
  /** The new one stands and the old one is gone, or nothing has changed. */
  replaceFactor(
    proof: Reauthentication,
    slotId: string,
    factor: FactorProof,
    name: string,
  ): Promise<RemovedFactor>;
  removeFactor(proof: Reauthentication, slotId: string): Promise<RemovedFactor>;
  /** For all ways to unlock at once. */
  changePassphrase(proof: Reauthentication, passphrase: string): Promise<void>;
}
