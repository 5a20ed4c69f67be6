import { z } from 'zod';
import { importAeadKey, randomBytes, unwrapBytes, wrapBytes, zeroBytes } from '../crypto/index.ts';
import type { RecoveryKeys } from '../domain/recovery-keys.ts';
import { copyBytes, type Bytes } from '../encoding/bytes.ts';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import { RecoveryBinding, secretAad } from './binding.ts';
import { joinShares, RecoveryShares, sealRecoveryShares } from './recovery-shares.ts';

const KEY_BYTES = 32;

/**
 * A secret that the programme's recovery key holders can give back: wrapped under a random recovery key of its own,
 * which stands beside it in sealed shares.
 */
export const RecoveryBundle = z.object({
  binding: RecoveryBinding,
  wrapped: z.instanceof(Uint8Array),
  shares: RecoveryShares,
});
export type RecoveryBundle = Readonly<z.infer<typeof RecoveryBundle>>;

/** A fresh recovery key and the secret under it. The caller seals or splits the key, and then zeroes it. */
export async function wrapForRecovery(
  binding: RecoveryBinding,
  secret: Bytes,
): Promise<{ readonly recoveryKey: Bytes; readonly wrapped: Bytes }> {
  const recoveryKey = randomBytes(KEY_BYTES);
  const key = await importAeadKey(recoveryKey);
  return { recoveryKey, wrapped: await wrapBytes(key, secret, secretAad(binding)) };
}

/** Makes a bundle for `secret` (a vault key, a backup's key). */
export async function makeRecoveryBundle(
  keys: RecoveryKeys,
  binding: RecoveryBinding,
  secret: Bytes,
): Promise<RecoveryBundle> {
  const { recoveryKey, wrapped } = await wrapForRecovery(binding, secret);
  const shares = await sealRecoveryShares(keys, binding, recoveryKey);
  zeroBytes(recoveryKey);
  return { binding, wrapped, shares };
}

/**
 * The secret of a bundle, by the holders' opened shares (by key id). The caller zeroes it.
 * @throws FieldsealError `recovery.too-few-answers`, `recovery.answer-wrong`; `crypto.open-failed` when the wrapped
 * secret was changed or belongs to another bundle.
 */
export async function openRecoveryBundle(
  bundle: RecoveryBundle,
  shares: ReadonlyMap<string, Bytes>,
): Promise<Bytes> {
  const recoveryKey = await joinShares(bundle.shares, shares);
  if (recoveryKey.length !== KEY_BYTES) throw new FieldsealError('crypto.open-failed');
  const key = await importAeadKey(recoveryKey);
  zeroBytes(recoveryKey);
  return unwrapBytes(key, copyBytes(bundle.wrapped), secretAad(bundle.binding));
}
