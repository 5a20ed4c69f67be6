import { hpkeOpen, type AgreementKey } from '../../../shared/crypto/index.ts';
import { copyBytes } from '../../../shared/encoding/bytes.ts';
import { decodeCbor } from '../../../shared/encoding/cbor.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import {
  GRANT_SECRETS_INFO,
  GrantSecrets,
  type ProvisioningGrant,
} from '../../../shared/sync/provisioning.ts';
import { grantAad } from '../provisioning/build-grant.ts';

/** Opens what a grant brings its operator; the caller zeroes it. @throws FieldsealError `provisioning.grant-tampered`. */
export async function openSentSecrets(
  agreementKey: AgreementKey,
  grant: ProvisioningGrant,
): Promise<GrantSecrets> {
  try {
    const plain = await hpkeOpen(
      agreementKey,
      { enc: copyBytes(grant.secrets.enc), ct: copyBytes(grant.secrets.ct) },
      GRANT_SECRETS_INFO,
      grantAad(grant.operatorId, grant.requestHash),
    );
    return GrantSecrets.parse(decodeCbor(plain));
  } catch (cause) {
    throw new FieldsealError('provisioning.grant-tampered', {}, cause);
  }
}
