import { z } from 'zod';
import { encodeCbor } from '../encoding/cbor.ts';
import type { Bytes } from '../encoding/bytes.ts';

/** What a recovery gives back, and whose it is; part of every seal, so that no share serves for anything else. */
export const RecoveryBinding = z.object({
  use: z.literal(['vault', 'backup']),
  programmeId: z.string().min(1).max(64),
  operatorId: z.string().min(1).max(128),
  /** The recovery slot's or the backup's id. */
  subjectId: z.string().min(1).max(128),
});
export type RecoveryBinding = Readonly<z.infer<typeof RecoveryBinding>>;

/** Associated data of the secret under its recovery key. */
export function secretAad(binding: RecoveryBinding): Bytes {
  return encodeCbor(['fieldseal-recovery-secret', 1, RecoveryBinding.parse(binding)]);
}

/** Associated data of a share, sealed to the key `kid` of a set. */
export function shareAad(
  binding: RecoveryBinding,
  set: { readonly epoch: number; readonly threshold: number },
  kid: string,
): Bytes {
  const { epoch, threshold } = set;
  return encodeCbor([
    'fieldseal-recovery-share',
    1,
    RecoveryBinding.parse(binding),
    epoch,
    threshold,
    kid,
  ]);
}
