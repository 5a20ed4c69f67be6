import { z } from 'zod';
import {
  keyIdOf,
  openSignedMessage,
  peekUnverified,
  sha256,
  signMessage,
  type AgreementKey,
  type SigningKey,
} from '../crypto/index.ts';
import { PublicKeyRef } from '../domain/public-key-ref.ts';
import { fromBase64Url, toBase64Url, toHex, type Bytes } from '../encoding/bytes.ts';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import { RecoveryBinding } from './binding.ts';
import { RecoveryShares } from './recovery-shares.ts';

/**
 * What a laptop asks the holders for (signed message `recovery-request`, by the device's key). The wrapped secret
 * stays on the laptop: all holders and the server together can't open it without that laptop or that backup.
 */
export const RecoveryRequest = z.object({
  formatVersion: z.literal(1),
  binding: RecoveryBinding,
  shares: RecoveryShares,
  deviceSigningKey: PublicKeyRef,
  /** Made for this request alone: answers are sealed to it. */
  answerKey: PublicKeyRef,
  createdAt: z.iso.datetime(),
});
export type RecoveryRequest = Readonly<z.infer<typeof RecoveryRequest>>;

/** A request whose signature holds; its hash names it everywhere. */
export interface OpenedRequest {
  readonly request: RecoveryRequest;
  readonly requestHash: string;
}

/** Signs a request. */
export function signRecoveryRequest(
  deviceKey: SigningKey,
  answerKey: AgreementKey,
  subject: Pick<RecoveryRequest, 'binding' | 'shares'>,
  now: Date,
): Promise<Bytes> {
  const request: RecoveryRequest = {
    formatVersion: 1,
    binding: subject.binding,
    shares: subject.shares,
    deviceSigningKey: refOf(deviceKey),
    answerKey: refOf(answerKey),
    createdAt: now.toISOString(),
  };
  return signMessage(deviceKey, 'recovery-request', RecoveryRequest.parse(request));
}

/** The name of a signed request: SHA-256 of its bytes, hex. */
export function recoveryRequestHash(signed: Uint8Array): string {
  return toHex(sha256(signed));
}

/**
 * Opens a request by the device key that it names itself: who compares its words vouches for it.
 * @throws FieldsealError `recovery.request-tampered`.
 */
export async function openRecoveryRequest(signed: Uint8Array): Promise<OpenedRequest> {
  try {
    const claimed = RecoveryRequest.parse(peekUnverified(signed).payload);
    const key = fromBase64Url(claimed.deviceSigningKey.key);
    const answerKey = fromBase64Url(claimed.answerKey.key);
    if (keyIdOf(answerKey) !== claimed.answerKey.kid) throw new TypeError('answer key');
    const { payload } = await openSignedMessage(signed, 'recovery-request', (kid) =>
      kid === claimed.deviceSigningKey.kid && kid === keyIdOf(key) ? key : undefined,
    );
    return { request: RecoveryRequest.parse(payload), requestHash: recoveryRequestHash(signed) };
  } catch (cause) {
    throw new FieldsealError('recovery.request-tampered', {}, cause);
  }
}

function refOf(key: { readonly kid: string; readonly publicKey: Bytes }): PublicKeyRef {
  return { kid: key.kid, key: toBase64Url(key.publicKey) };
}
