import { z } from 'zod';
import {
  combineShares,
  hpkeOpen,
  hpkeSeal,
  sha256,
  splitSecret,
  zeroBytes,
  type AgreementKey,
} from '../crypto/index.ts';
import type { RecoveryKeys } from '../domain/recovery-keys.ts';
import {
  concatBytes,
  copyBytes,
  equalBytes,
  fromBase64Url,
  utf8,
  type Bytes,
} from '../encoding/bytes.ts';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import { shareAad, type RecoveryBinding } from './binding.ts';

/** `info` of the HPKE seal around a share, to its holder. */
const SHARE_INFO = 'fieldseal/1/recovery-share';
const COMMITMENT = utf8('fieldseal/1/recovery-share-commitment\0');

/** One holder's share of a recovery key, sealed to their public key. */
export const SealedShare = z.object({
  kid: z.string().min(1).max(64),
  holder: z.string().min(1).max(80),
  enc: z.instanceof(Uint8Array),
  ct: z.instanceof(Uint8Array),
  /** SHA-256 of the share: tells which answer is wrong. The share is random, so its hash gives nothing away. */
  commitment: z.instanceof(Uint8Array),
});
export type SealedShare = Readonly<z.infer<typeof SealedShare>>;

/** A recovery key in shares: any `threshold` of them give it back. */
export const RecoveryShares = z.object({
  epoch: z.number().int().min(1),
  threshold: z.number().int().min(1).max(9),
  shares: z.array(SealedShare).min(1).max(9),
});
export type RecoveryShares = Readonly<z.infer<typeof RecoveryShares>>;

/** Splits `recoveryKey` among the programme's holders; each share is bound to `binding`, set and holder's key. */
export async function sealRecoveryShares(
  keys: RecoveryKeys,
  binding: RecoveryBinding,
  recoveryKey: Bytes,
): Promise<RecoveryShares> {
  const parts = await splitSecret(recoveryKey, keys.keys.length, keys.threshold);
  const shares: SealedShare[] = [];
  for (const [index, { holder, publicKey }] of keys.keys.entries()) {
    const part = parts[index];
    if (part === undefined) throw new RangeError('a share for each key');
    const aad = shareAad(binding, keys, publicKey.kid);
    const sealed = await hpkeSeal(fromBase64Url(publicKey.key), part, SHARE_INFO, aad);
    shares.push({ kid: publicKey.kid, holder, ...sealed, commitment: commitmentTo(part) });
  }
  zeroBytes(...parts);
  return { epoch: keys.epoch, threshold: keys.threshold, shares };
}

/**
 * Opens the share sealed to `key`. The caller zeroes it.
 * @throws FieldsealError `recovery.key-not-asked` when none is sealed to this key, `recovery.answer-wrong` when it was
 * changed.
 */
export async function openShare(
  set: RecoveryShares,
  binding: RecoveryBinding,
  key: AgreementKey,
): Promise<Bytes> {
  const sealed = set.shares.find((share) => share.kid === key.kid);
  if (sealed === undefined) throw new FieldsealError('recovery.key-not-asked');
  const parts = { enc: copyBytes(sealed.enc), ct: copyBytes(sealed.ct) };
  let share: Bytes;
  try {
    share = await hpkeOpen(key, parts, SHARE_INFO, shareAad(binding, set, key.kid));
  } catch (cause) {
    throw new FieldsealError('recovery.answer-wrong', { holder: sealed.holder }, cause);
  }
  checkShare(set, key.kid, share);
  return share;
}

/** @throws FieldsealError `recovery.answer-wrong` unless `share` is the very one that was sealed to the key `kid`. */
export function checkShare(set: RecoveryShares, kid: string, share: Bytes): void {
  const sealed = set.shares.find((entry) => entry.kid === kid);
  if (sealed === undefined || !equalBytes(sealed.commitment, commitmentTo(share))) {
    throw new FieldsealError('recovery.answer-wrong', { holder: sealed?.holder ?? '' });
  }
}

/**
 * The recovery key of the holders' shares, by key id. The caller zeroes it.
 * @throws FieldsealError `recovery.too-few-answers`, `recovery.answer-wrong`.
 */
export async function joinShares(
  set: RecoveryShares,
  shares: ReadonlyMap<string, Bytes>,
): Promise<Bytes> {
  for (const [kid, share] of shares) checkShare(set, kid, share);
  if (shares.size < set.threshold) {
    throw new FieldsealError('recovery.too-few-answers', {
      have: shares.size,
      need: set.threshold,
    });
  }
  return combineShares([...shares.values()].slice(0, set.threshold), set.threshold);
}

function commitmentTo(share: Bytes): Bytes {
  return sha256(concatBytes(COMMITMENT, share));
}
