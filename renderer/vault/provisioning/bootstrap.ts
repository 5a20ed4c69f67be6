import {
  generateAgreementSecret,
  randomBytes,
  signMessage,
  type SigningKey,
} from '../../../shared/crypto/index.ts';
import { ProgrammePack, type ProgrammeDraft } from '../../../shared/domain/programme.ts';
import { toBase64Url, type Bytes } from '../../../shared/encoding/bytes.ts';
import type { ClaimResponse } from '../../../shared/sync/http-api.ts';
import {
  assignmentsOf,
  type GrantSecrets,
  type ProvisioningRequest,
} from '../../../shared/sync/provisioning.ts';
import { zeroSecrets } from '../session/own-grant.ts';
import { buildGrant, fullLease } from './build-grant.ts';
import { deviceCodeOf } from './device-code.ts';
import type { Bootstrap } from './prepared-operator.ts';

/** Makes the programme's keys, which exist nowhere else: the server sees their public halves only. */
export async function makeBootstrap(
  administratorKey: SigningKey,
  signedRequest: Bytes,
  request: ProvisioningRequest,
  claim: ClaimResponse & { readonly draft: ProgrammeDraft },
  now: Date,
): Promise<Bootstrap> {
  const reviewKeys: GrantSecrets['reviewKeys'] = [];
  for (const area of claim.draft.areas) {
    const { secret, key } = await generateAgreementSecret();
    reviewKeys.push({
      areaId: area.id,
      epoch: 1,
      kid: key.kid,
      secret,
      publicKey: key.publicKey,
    });
  }
  const secrets: GrantSecrets = { indexKey: randomBytes(32), reviewKeys };
  const pack: ProgrammePack = {
    ...claim.draft,
    formatVersion: 1,
    serverSigningKey: claim.serverSigningKey,
    administratorSigningKey: {
      kid: administratorKey.kid,
      key: toBase64Url(administratorKey.publicKey),
    },
    reviewKeys: reviewKeys.map((key) => ({
      areaId: key.areaId,
      epoch: key.epoch,
      publicKey: { kid: key.kid, key: toBase64Url(key.publicKey) },
    })),
  };
  const grant = await buildGrant(
    administratorKey,
    signedRequest,
    request,
    {
      operatorName: claim.operatorName,
      assignments: assignmentsOf(claim),
      deviceCode: deviceCodeOf(request.deviceId, new Set()),
      leaseUntil: fullLease(claim.draft.policy, now),
      now,
    },
    secrets,
  );
  zeroSecrets(secrets);
  return {
    pack: await signMessage(administratorKey, 'programme-pack', ProgrammePack.parse(pack)),
    grant,
  };
}
