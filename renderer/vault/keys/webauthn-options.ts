import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import { createChallenge, sha256 } from '../../../shared/crypto/index.ts';
import { toBase64Url, utf8, type Bytes } from '../../../shared/encoding/bytes.ts';

const CEREMONY_TIMEOUT_MS = 120_000;

/** COSE algorithms in order of preference: EdDSA, ES256, RS256. */
const ALGORITHMS = [-8, -7, -257];

/** Options of `navigator.credentials.create` that ask for user verification and PRF (WebAuthn Level 3, 10.1.4). */
export function creationOptions(
  rpId: string,
  operator: { readonly operatorId: string; readonly name: string },
  prfSalt: Bytes,
): PublicKeyCredentialCreationOptionsJSON {
  return {
    rp: { id: rpId, name: 'Fieldseal' },
    user: {
      id: toBase64Url(sha256(utf8(operator.operatorId))),
      name: operator.name,
      displayName: operator.name,
    },
    challenge: createChallenge(),
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
    timeout: CEREMONY_TIMEOUT_MS,
    attestation: 'none',
    authenticatorSelection: { userVerification: 'required', residentKey: 'preferred' },
    extensions: prfExtension(prfSalt),
  };
}

/** Options of `navigator.credentials.get` for one credential. */
export function requestOptions(
  rpId: string,
  credentialId: string,
  prfSalt: Bytes,
): PublicKeyCredentialRequestOptionsJSON {
  return {
    rpId,
    challenge: createChallenge(),
    allowCredentials: [{ type: 'public-key', id: credentialId }],
    timeout: CEREMONY_TIMEOUT_MS,
    userVerification: 'required',
    extensions: prfExtension(prfSalt),
  };
}

/** The PRF input; in the options' JSON form binary values are base64url. */
function prfExtension(
  prfSalt: Bytes,
): NonNullable<PublicKeyCredentialRequestOptionsJSON['extensions']> {
  const inputs: object = { prf: { eval: { first: toBase64Url(prfSalt) } } };
  return inputs;
}
