import { z } from 'zod';
import type { Bytes } from '../encoding/bytes.ts';

/** What a sealed record is bound to: a ciphertext cannot be moved to another record, device or version. */
export const RecordBinding = z.object({
  programmeId: z.string(),
  recordId: z.string(),
  version: z.number().int().min(1),
  deviceId: z.string(),
  areaId: z.string(),
  schemaVersion: z.number().int(),
});
export type RecordBinding = Readonly<z.infer<typeof RecordBinding>>;

/**
 * The record key, wrapped to one holder (a review key, or an operator's agreement key). Without `alg`: sealed by HPKE
 * on its own. With it: as `record-key-sender.ts` says.
 */
export const WrappedRecordKey = z.object({
  kid: z.string(),
  alg: z.string().max(40).optional(),
  enc: z.instanceof(Uint8Array),
  ct: z.instanceof(Uint8Array),
});
export type WrappedRecordKey = Readonly<z.infer<typeof WrappedRecordKey>>;

/** A public key that a record is sealed to. */
export interface SealRecipient {
  readonly kid: string;
  readonly publicKey: Bytes;
}
