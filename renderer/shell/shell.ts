import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/browser';

/** What a host can do; the vault's policy decides whether that is enough. */
export interface ShellCapabilities {
  /** Identity of the WebAuthn relying party on this host: RP id and exact origin. */
  readonly relyingParty: { readonly rpId: string; readonly origin: string };
  /** The host verifies an assertion itself and only then releases a secret (gated tier). */
  readonly gatedUnlock: boolean;
  /** The host keeps keys that the operating system releases only after its own biometric check (native-bound tier). */
  readonly nativeBound: boolean;
  /** The one server this host lets the app talk to, or null where it sets none. */
  readonly serverOrigin: string | null;
  /** Where the host keeps its share of the device key. */
  readonly keystore: 'os-keychain' | 'browser-store';
  readonly files: boolean;
  readonly print: boolean;
  readonly appVersion: string;
}

/** Room on this laptop. */
export interface ShellStorage {
  /** What the app's own store takes. */
  readonly usedBytes: number;
  readonly freeBytes: number;
  /** `disk`: really free on the disk. `allowance`: what the browser allows; it does not tell what the disk has. */
  readonly freeOf: 'disk' | 'allowance';
  /** The browser has promised not to clear the store away. */
  readonly isPersistent: boolean;
}

/** Why the host asks to lock. */
export type LockReason = 'suspend' | 'screen-lock' | 'shutdown';

/**
 * The host's own relying party, for the gated tier. Each `begin…` makes a challenge that counts once; `finish…`
 * verifies offline and then answers the slot's 32-byte share.
 */
export interface ShellRelyingParty {
  beginRegistration(operatorId: string): Promise<PublicKeyCredentialCreationOptionsJSON>;
  finishRegistration(
    operatorId: string,
    response: RegistrationResponseJSON,
  ): Promise<{ readonly credentialId: string; readonly share: Uint8Array<ArrayBuffer> }>;
  beginAssertion(operatorId: string): Promise<PublicKeyCredentialRequestOptionsJSON>;
  finishAssertion(
    operatorId: string,
    response: AuthenticationResponseJSON,
  ): Promise<{ readonly share: Uint8Array<ArrayBuffer> }>;
  /** Forgets a credential whose slot is gone. */
  forget(operatorId: string, credentialId: string): Promise<void>;
}

/**
 * Keys of the operating system for the native-bound tier. `create` and `release` answer the key's 32-byte share after
 * the system's own biometric check, and only then.
 */
export interface ShellNativeKeys {
  create(
    operatorId: string,
  ): Promise<{ readonly keyId: string; readonly share: Uint8Array<ArrayBuffer> }>;
  release(operatorId: string, keyId: string): Promise<{ readonly share: Uint8Array<ArrayBuffer> }>;
  remove(operatorId: string, keyId: string): Promise<void>;
}

/**
 * What the app asks of the program that hosts it: the desktop shell or a plain browser. Everything rejects with a
 * FieldsealError (`shell.*`, `webauthn.*`). Secrets that pass here are shares: none opens anything alone.
 */
export interface Shell {
  readonly kind: 'electron' | 'browser';
  capabilities(): Promise<ShellCapabilities>;
  /** The host's 32-byte share of the key that wraps the device signing key; the same at every call. */
  deviceShare(): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * Forgets every share that the host keeps, for a laptop whose keys were destroyed: what is left of them on the disk opens
   * no more. The next `deviceShare` is another one.
   */
  forgetShares(): Promise<void>;
  /** Present exactly where `capabilities().gatedUnlock` is true. */
  readonly relyingParty: ShellRelyingParty | null;
  /** Present exactly where `capabilities().nativeBound` is true. */
  readonly nativeKeys: ShellNativeKeys | null;
  /**
   * Saves bytes where the user chooses; false when the user cancelled. Large content comes as a blob, which the
   * browser keeps on disk. Rejects with `backup.too-large` for more than this host can save in one file.
   */
  saveFile(suggestedName: string, content: Uint8Array<ArrayBuffer> | Blob): Promise<boolean>;
  /** Room that is left; the first call asks the browser to keep the store for good. */
  storage(): Promise<ShellStorage>;
  /** Prints the page as it stands. */
  print(): Promise<void>;
  /** Calls back when the host suspends, locks its screen or shuts down; answers how to stop that. */
  onLockRequested(listener: (reason: LockReason) => void): () => void;
}
