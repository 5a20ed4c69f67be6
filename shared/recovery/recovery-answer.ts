import { z } from 'zod';
import {
  hpkeOpen,
  hpkeSeal,
  keyIdOf,
  openSignedMessage,
  signMessage,
  zeroBytes,
  type AgreementKey,
  type SigningKey,
} from '../crypto/index.ts';
import { decide } from '../access/decide.ts';
import { CLOCK_TOLERANCE_MS, holdAssignments } from '../access/held-assignment.ts';
import { copyBytes, fromBase64Url, type Bytes } from '../encoding/bytes.ts';
import { encodeCbor } from '../encoding/cbor.ts';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import type { Voucher } from '../sync/http-api.ts';
import { assignmentsOf, type ProvisioningGrant } from '../sync/provisioning.ts';
import { openVoucher } from '../sync/voucher.ts';
import { checkShare, openShare } from './recovery-shares.ts';
import type { OpenedRequest, RecoveryRequest } from './recovery-request.ts';

const ANSWER_INFO = 'fieldseal/1/recovery-answer';

/** A holder's share, sealed anew to one request (signed message `recovery-answer`, by an administrator or key officer). */
export const RecoveryAnswer = z.object({
  formatVersion: z.literal(1),
  requestHash: z.string().regex(/^[0-9a-f]{64}$/u),
  /** The recovery key that the share was sealed to. */
  kid: z.string().min(1).max(64),
  enc: z.instanceof(Uint8Array),
  ct: z.instanceof(Uint8Array),
  createdAt: z.iso.datetime(),
});
export type RecoveryAnswer = Readonly<z.infer<typeof RecoveryAnswer>>;

/** An answer and what vouches for the administrator who signed it. */
export interface VouchedAnswer {
  readonly answer: Bytes;
  readonly voucher: Voucher;
}

/**
 * Opens the holder's share of a request and seals it to the laptop that asks.
 * @throws FieldsealError `recovery.key-not-asked` when the request holds no share for this key, `recovery.answer-wrong`
 * when that share was changed.
 */
export async function answerRequest(
  { request, requestHash }: OpenedRequest,
  holderKey: AgreementKey,
  administratorKey: SigningKey,
  now: Date,
): Promise<Bytes> {
  const share = await openShare(request.shares, request.binding, holderKey);
  const sealed = await hpkeSeal(
    fromBase64Url(request.answerKey.key),
    share,
    ANSWER_INFO,
    answerAad(requestHash, holderKey.kid),
  );
  zeroBytes(share);
  const answer: RecoveryAnswer = {
    formatVersion: 1,
    requestHash,
    kid: holderKey.kid,
    ...sealed,
    createdAt: now.toISOString(),
  };
  return signMessage(administratorKey, 'recovery-answer', RecoveryAnswer.parse(answer));
}

/**
 * Opens an answer to one's own request: signed by somebody whom the pinned administrator vouches for as one who answers
 * recoveries in this programme. The caller zeroes the share.
 * @throws FieldsealError `recovery.answer-tampered` for a signature or voucher that does not hold,
 * `recovery.answer-not-ours` for an answer to another request, `recovery.answer-wrong` for a share that is not the
 * one sealed to that holder.
 */
export async function openAnswer(
  { answer: signed, voucher }: VouchedAnswer,
  asked: OpenedRequest,
  answerKey: AgreementKey,
  pinned: { readonly kid: string; readonly publicKey: Bytes },
): Promise<{ readonly kid: string; readonly share: Bytes }> {
  const answer = await verifyAnswer(signed, voucher, asked.request, pinned);
  if (answer.requestHash !== asked.requestHash) {
    throw new FieldsealError('recovery.answer-not-ours');
  }
  const sealed = { enc: copyBytes(answer.enc), ct: copyBytes(answer.ct) };
  const aad = answerAad(asked.requestHash, answer.kid);
  const share = await hpkeOpen(answerKey, sealed, ANSWER_INFO, aad).catch((cause: unknown) => {
    throw new FieldsealError('recovery.answer-tampered', {}, cause);
  });
  checkShare(asked.request.shares, answer.kid, share);
  return { kid: answer.kid, share };
}

async function verifyAnswer(
  signed: Bytes,
  voucher: Voucher,
  request: RecoveryRequest,
  pinned: { readonly kid: string; readonly publicKey: Bytes },
): Promise<RecoveryAnswer> {
  try {
    const { grant, signingKey } = await openVoucher(voucher, pinned);
    const { payload } = await openSignedMessage(signed, 'recovery-answer', (kid) =>
      kid === keyIdOf(signingKey) ? signingKey : undefined,
    );
    const answer = RecoveryAnswer.parse(payload);
    if (grant.programmeId !== request.binding.programmeId || !mayAnswer(grant, answer)) {
      throw new TypeError('nobody who answers recoveries in the programme');
    }
    return answer;
  } catch (cause) {
    throw new FieldsealError('recovery.answer-tampered', {}, cause);
  }
}

/** Roles of the programme's own never answer, so its newest pack is not needed here. */
function mayAnswer(grant: ProvisioningGrant, { createdAt }: RecoveryAnswer): boolean {
  const at = new Date(createdAt);
  const held = holdAssignments(assignmentsOf(grant));
  return decide(held, 'recovery.answer', { at, toleranceMs: CLOCK_TOLERANCE_MS }).allowed;
}

function answerAad(requestHash: string, kid: string): Bytes {
  return encodeCbor(['fieldseal-recovery-answer', 1, requestHash, kid]);
}
