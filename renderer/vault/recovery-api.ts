import type { SlotTier } from '../../shared/domain/programme.ts';
import type { FactorProof } from './factors-api.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** A file to be saved where the user chooses. */
export interface FileToSave {
  readonly name: string;
  readonly bytes: Bytes;
}

/** A recovery under way. */
export interface CeremonyState {
  /** Six words of the request, to be read to each holder by phone. */
  readonly words: readonly string[];
  readonly createdAt: string;
  /** Null until the server has the request. */
  readonly sentAt: string | null;
  readonly needed: number;
  readonly holders: readonly { readonly holder: string; readonly hasAnswered: boolean }[];
}

/** What can be done for an operator who can't unlock. */
export interface RecoveryState {
  /** False where the vault was never open since the programme has recovery keys. */
  readonly isAvailable: boolean;
  readonly passphraseMinLength: number;
  /** Tiers that the new way to unlock may have, strongest first. */
  readonly tiers: readonly SlotTier[];
  readonly ceremony: CeremonyState | null;
}

/** The programme's recovery keys, without their private halves, which nobody but their holders has. */
export interface RecoveryKeySet {
  /** 0 where there are none yet. */
  readonly threshold: number;
  readonly holders: readonly string[];
  /** Whether this operator may make new ones. */
  readonly mayMake: boolean;
}

/** What one holder gets: the file, and the words that open it, shown once. */
export interface HolderKey {
  readonly holder: string;
  readonly file: FileToSave;
  readonly words: readonly string[];
}

/** A laptop's recovery request as the administrator's client verified it. */
export interface RecoveryRequestItem {
  readonly requestHash: string;
  /** Who asks, as the server knows them; null for a request from a file. */
  readonly operatorName: string | null;
  readonly operatorId: string;
  readonly deviceCode: string | null;
  readonly use: 'vault' | 'backup';
  readonly createdAt: string;
  readonly words: readonly string[];
  readonly needed: number;
  readonly holders: readonly { readonly holder: string; readonly hasAnswered: boolean }[];
}

/** Getting back in without passphrase or factor, by m of n holders of recovery keys. */
export interface RecoveryApi {
  // on the laptop, without a session
  recoveryState(operatorId: string): Promise<RecoveryState>;
  /** Makes the request, or finds the one under way. */
  beginRecovery(operatorId: string): Promise<RecoveryState>;
  /** Sends the request to the server and fetches what was answered. */
  exchangeRecovery(operatorId: string): Promise<RecoveryState>;
  recoveryRequestFile(operatorId: string): Promise<FileToSave>;
  addRecoveryAnswer(operatorId: string, file: Bytes): Promise<RecoveryState>;
  cancelRecovery(operatorId: string): Promise<void>;
  /** With enough answers: a new passphrase and factor; all old ways to unlock end. */
  finishRecovery(
    operatorId: string,
    passphrase: string,
    factor: FactorProof,
    name: string,
  ): Promise<void>;

  // administrators
  recoveryKeySet(): Promise<RecoveryKeySet>;
  /** Makes a set of keys, which counts only once it is published; private halves are in the files alone. */
  makeRecoveryKeys(threshold: number, holders: readonly string[]): Promise<readonly HolderKey[]>;
  /** Signs the set made last into the programme and publishes it. */
  publishRecoveryKeys(): Promise<void>;
  listRecoveryRequests(): Promise<readonly RecoveryRequestItem[]>;
  /** Reads a request from a file; it is not on the server. */
  openRecoveryRequest(file: Bytes): Promise<RecoveryRequestItem>;
  /** Answers with a holder's key; the answer goes to the server, where the request came from there, or back as a file. */
  answerRecovery(requestHash: string, keyFile: Bytes, code: string): Promise<FileToSave | null>;
}
