import { z } from 'zod';
import { RecordBinding, WrappedRecordKey } from '../crypto/index.ts';

/** A token for the server's duplicate check, computed under the programme's key. */
export const ProgrammeToken = z.object({
  fieldId: z.string().max(40),
  kind: z.literal(['exact', 'phonetic-birth-date']),
  token: z.string().regex(/^[\w-]{22}$/u),
});
export type ProgrammeToken = Readonly<z.infer<typeof ProgrammeToken>>;

/** Earlier laptops' items that one record names: as many may be kept beside it, in a store and in a backup. */
export const MOST_ORIGINALS = 8;

/**
 * One sealed record as it travels (payload of a signed message `registrant-item` by the operator). The
 * server can read the binding and the tokens, nothing else.
 */
export const RegistrantItem = z.object({
  binding: RecordBinding,
  operatorId: z.string(),
  registrationNumber: z.string().max(40),
  savedAt: z.iso.datetime(),
  deviceCounter: z.number().int().min(0),
  envelope: z.instanceof(Uint8Array),
  recordKeys: z.array(WrappedRecordKey).min(1).max(32),
  tokens: z.array(ProgrammeToken).max(64),
  /**
   * Restored from a backup: the items that earlier laptops made of this very version. A server that holds one of
   * them answers `already-held`, whichever of the laptops delivers second.
   */
  restored: z
    .array(z.strictObject({ itemHash: z.string().regex(/^[0-9a-f]{64}$/u), deviceId: z.string() }))
    .min(1)
    .max(MOST_ORIGINALS)
    .optional(),
});
export type RegistrantItem = Readonly<z.infer<typeof RegistrantItem>>;
