import { z } from 'zod';
import { PublicKeyRef } from './public-key-ref.ts';

/** The most people who may hold a recovery key. */
export const MOST_RECOVERY_KEYS = 9;

/** A recovery key's public half and who holds the private one. */
export const RecoveryKeyRef = z.object({
  holder: z.string().min(1).max(80),
  publicKey: PublicKeyRef,
});
export type RecoveryKeyRef = Readonly<z.infer<typeof RecoveryKeyRef>>;

/**
 * The programme's recovery keys: any `threshold` of their holders together let a person back in. `epoch` grows with
 * each new set of keys, so that a laptop knows when to seal anew.
 */
export const RecoveryKeys = z
  .object({
    epoch: z.number().int().min(1),
    threshold: z.number().int().min(1).max(MOST_RECOVERY_KEYS),
    keys: z.array(RecoveryKeyRef).min(1).max(MOST_RECOVERY_KEYS),
  })
  .refine(({ threshold, keys }) => threshold <= keys.length, 'more holders needed than there are')
  .refine(
    ({ keys }) => new Set(keys.map((key) => key.publicKey.kid)).size === keys.length,
    'a key stands twice',
  );
export type RecoveryKeys = Readonly<z.infer<typeof RecoveryKeys>>;
