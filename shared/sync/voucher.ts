import { keyIdOf, openSignedMessage, peekUnverified, sha256 } from '../crypto/index.ts';
import { fromBase64Url, toHex, type Bytes } from '../encoding/bytes.ts';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import type { GrantFloor } from '../domain/programme.ts';
import type { Voucher } from './http-api.ts';
import { ProvisioningGrant, ProvisioningRequest } from './provisioning.ts';

/** A provisioned operator as the administrator's signature vouches for it. */
export interface VouchedOperator {
  readonly grant: ProvisioningGrant;
  readonly request: ProvisioningRequest;
  readonly signingKey: Bytes;
  readonly agreementKey: { readonly kid: string; readonly publicKey: Bytes };
}

/**
 * Opens and checks a signed request: signed by the operator key that it names itself.
 * @throws FieldsealError `provisioning.request-tampered`.
 */
export async function openProvisioningRequest(signed: Uint8Array): Promise<ProvisioningRequest> {
  try {
    // The request vouches for its own key; the fingerprint words make the administrator check it.
    const claimed = ProvisioningRequest.parse(peekUnverified(signed).payload);
    const key = fromBase64Url(claimed.operatorSigningKey.key);
    const { payload } = await openSignedMessage(signed, 'provisioning-request', (kid) =>
      kid === claimed.operatorSigningKey.kid && kid === keyIdOf(key) ? key : undefined,
    );
    return ProvisioningRequest.parse(payload);
  } catch (cause) {
    throw new FieldsealError('provisioning.request-tampered', {}, cause);
  }
}

/**
 * Opens a voucher against the administrator's public key. Where the programme's `grantFloors` are given, a grant that was
 * made anew since vouches for nobody any more.
 * @throws FieldsealError `provisioning.grant-tampered`, `provisioning.request-tampered` or `provisioning.grant-outdated`.
 */
export async function openVoucher(
  voucher: Voucher,
  administrator: { readonly kid: string; readonly publicKey: Bytes },
  grantFloors: readonly GrantFloor[] = [],
): Promise<VouchedOperator> {
  const requestBytes = decode(voucher.request, 'provisioning.request-tampered');
  const grantBytes = decode(voucher.grant, 'provisioning.grant-tampered');
  const request = await openProvisioningRequest(requestBytes);
  const grant = await openGrant(grantBytes, administrator);
  if (
    grant.requestHash !== toHex(sha256(requestBytes)) ||
    grant.operatorId !== request.operatorId
  ) {
    throw new FieldsealError('provisioning.grant-tampered');
  }
  if (isOutdated(grant, grantFloors)) throw new FieldsealError('provisioning.grant-outdated');
  return {
    grant,
    request,
    signingKey: fromBase64Url(request.operatorSigningKey.key),
    agreementKey: {
      kid: request.operatorAgreementKey.kid,
      publicKey: fromBase64Url(request.operatorAgreementKey.key),
    },
  };
}

/** True when the administrator said that grants of this person that are as old count no more. */
function isOutdated(grant: ProvisioningGrant, floors: readonly GrantFloor[]): boolean {
  return floors.some(
    ({ operatorId, issuedAt }) =>
      operatorId === grant.operatorId && Date.parse(grant.issuedAt) < Date.parse(issuedAt),
  );
}

/** Opens a signed grant. @throws FieldsealError `provisioning.grant-tampered`. */
export async function openGrant(
  signed: Uint8Array,
  administrator: { readonly kid: string; readonly publicKey: Bytes },
): Promise<ProvisioningGrant> {
  try {
    const { payload } = await openSignedMessage(signed, 'provisioning-grant', (kid) =>
      kid === administrator.kid ? administrator.publicKey : undefined,
    );
    return ProvisioningGrant.parse(payload);
  } catch (cause) {
    throw new FieldsealError('provisioning.grant-tampered', {}, cause);
  }
}

function decode(
  text: string,
  code: 'provisioning.request-tampered' | 'provisioning.grant-tampered',
): Bytes {
  try {
    return fromBase64Url(text);
  } catch (cause) {
    throw new FieldsealError(code, {}, cause);
  }
}
