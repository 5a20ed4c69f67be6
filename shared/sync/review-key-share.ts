import { hpkeOpen, hpkeSeal, zeroBytes, type AgreementKey } from '../crypto/index.ts';
import type { ReviewKeyShare } from '../domain/review-key-share.ts';
import { copyBytes, type Bytes } from '../encoding/bytes.ts';
import { decodeCbor, encodeCbor } from '../encoding/cbor.ts';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import { GrantSecrets } from './provisioning.ts';

/** `info` of the HPKE seal around a share. */
const SHARE_INFO = 'fieldseal/1/review-key-share';

type ReviewKeys = GrantSecrets['reviewKeys'];

/** Whose share it is. */
export interface ShareHolder {
  readonly programmeId: string;
  readonly operatorId: string;
  readonly requestHash: string;
}

/** Seals review keys to a person's agreement key, bound to programme, person and laptop (HPKE, RFC 9180, base mode). */
export async function sealReviewKeyShare(
  agreementKey: Bytes,
  holder: ShareHolder,
  reviewKeys: ReviewKeys,
): Promise<ReviewKeyShare> {
  const plain = encodeCbor({ reviewKeys });
  const sealed = await hpkeSeal(agreementKey, plain, SHARE_INFO, bindingOf(holder));
  zeroBytes(plain);
  return { operatorId: holder.operatorId, requestHash: holder.requestHash, sealed };
}

/**
 * The keys of one's own share; the caller zeroes their secrets.
 * @throws FieldsealError `crypto.open-failed` for anybody else's share or a damaged one.
 */
export async function openReviewKeyShare(
  agreementKey: AgreementKey,
  holder: ShareHolder,
  { sealed }: ReviewKeyShare,
): Promise<ReviewKeys> {
  const plain = await hpkeOpen(
    agreementKey,
    { enc: copyBytes(sealed.enc), ct: copyBytes(sealed.ct) },
    SHARE_INFO,
    bindingOf(holder),
  );
  try {
    return GrantSecrets.pick({ reviewKeys: true }).parse(decodeCbor(plain)).reviewKeys;
  } catch (cause) {
    throw new FieldsealError('crypto.open-failed', {}, cause);
  } finally {
    zeroBytes(plain);
  }
}

function bindingOf({ programmeId, operatorId, requestHash }: ShareHolder): Bytes {
  return encodeCbor({ programmeId, operatorId, requestHash });
}
