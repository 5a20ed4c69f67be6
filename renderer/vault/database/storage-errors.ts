import type { ErrorCode } from '../../../shared/errors/error-codes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';

const CODES: Readonly<Record<string, ErrorCode>> = {
  QuotaExceededError: 'vault.storage-full',
  // Chromium's word for whatever goes wrong below IndexedDB, a full disk among it.
  UnknownError: 'vault.store-unavailable',
  VersionError: 'vault.store-newer',
  InvalidStateError: 'vault.store-damaged',
};

/** LevelDB's word for a full disk; it comes as an `UnknownError`. */
const NO_SPACE = /\bFILE_ERROR_NO_SPACE\b/;

/** The error as one of ours: what the database says keeps its meaning, everything else is `vault.internal`. */
export function toVaultError(error: unknown): FieldsealError {
  if (error instanceof FieldsealError) return error;
  let fallback: ErrorCode = 'vault.internal';
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 4; depth++) {
    if (at instanceof FieldsealError) return at;
    const code = NO_SPACE.test(at.message) ? 'vault.storage-full' : CODES[at.name];
    if (code !== undefined) return new FieldsealError(code, { part: 'database' }, error);
    // The browser ended the transaction under us; what it says inside, if anything, is more exact.
    if (at.name === 'AbortError') fallback = 'vault.store-unavailable';
    at = reasonOf(at);
  }
  return new FieldsealError(fallback, {}, error);
}

/** Dexie wraps: an abort names the reason in `inner`, a bulk error one for each row in `failures`. */
function reasonOf(error: Error): unknown {
  const { inner, failures } = error as {
    readonly inner?: unknown;
    readonly failures?: readonly unknown[];
  };
  return inner ?? failures?.[0];
}
