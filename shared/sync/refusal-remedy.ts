import type { ErrorCode } from '../errors/error-codes.ts';

/**
 * What helps against the refusal of a record:
 * - `area`: another area, in the form; or sending it again, once the area was given to its enumerator.
 * - `size`: a smaller picture, in the form.
 * - `again`: nothing is wrong with the answers; sealed and signed anew it may pass.
 * - `none`: the server holds something else in its place; no new sealing changes that.
 */
export type RefusalRemedy = 'area' | 'size' | 'again' | 'none';

/** The remedy for a refusal's code; what is not known is worth another try. */
export function remedyOf(code: ErrorCode | null): RefusalRemedy {
  switch (code) {
    case 'sync.item-area-forbidden':
      return 'area';
    case 'server.too-large':
      return 'size';
    case 'sync.item-conflict':
      return 'none';
    default:
      return 'again';
  }
}
