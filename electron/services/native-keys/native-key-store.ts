import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { Bytes } from '../../../shared/encoding/bytes.ts';

/**
 * Keys of the operating system for the native-bound tier, one or more for each operator. A share is 32 bytes and
 * leaves the system only after its own biometric check; this process never keeps it. All throw FieldsealError
 * `shell.native-*` and `shell.timeout`.
 */
export interface NativeKeyStore {
  /** Whether this computer has the check and a person is enrolled in it. Never throws. */
  isAvailable(): Promise<boolean>;
  /** Makes a key under a new id; an older key of the operator stays as it is. */
  create(operatorId: string): Promise<{ readonly keyId: string; readonly share: Bytes }>;
  /**
   * The same share as at its making. `shell.native-cancelled` when the person gave up, `shell.native-key-lost` when
   * the system dropped the key, because fingerprints or faces were enrolled anew.
   */
  release(operatorId: string, keyId: string): Promise<Bytes>;
  /** Removes a key; one that is not there is removed already. */
  remove(operatorId: string, keyId: string): Promise<void>;
}

/** A computer without native keys: Linux, and a build without its helper program. */
export const NO_NATIVE_KEYS: NativeKeyStore = {
  isAvailable: () => Promise.resolve(false),
  create: () => Promise.reject(unavailable()),
  release: () => Promise.reject(unavailable()),
  remove: () => Promise.resolve(),
};

function unavailable(): FieldsealError {
  return new FieldsealError('shell.native-unavailable');
}
