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
  // Dexie wraps: an abort or a bulk error names the reason in `inner`.
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 4; depth++) {
    if (at instanceof FieldsealError) return at;
    const code = NO_SPACE.test(at.message) ? 'vault.storage-full' : CODES[at.name];
    if (code !== undefined) return new FieldsealError(code, { part: 'database' }, error);
    at = (at as { readonly inner?: unknown }).inner;
  }
  return new FieldsealError('vault.internal', {}, error);
}
