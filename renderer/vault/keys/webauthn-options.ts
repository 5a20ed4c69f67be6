import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import { createChallenge, sha256 } from '../../../shared/crypto/index.ts';
import { toBase64Url, utf8, type Bytes } from '../../../shared/encoding/bytes.ts';

const CEREMONY_TIMEOUT_MS = 120_000;

/** COSE algorithms in order of preference: EdDSA, ES256, RS256. */
const ALGORITHMS = [-8, -7, -257];

/** A registered credential and the salt its PRF is evaluated over. */
export interface PrfCredential {
  readonly id: string;
  readonly prfSalt: Bytes;
}

/**
 * Options of `navigator.credentials.create` that ask for user verification and PRF (WebAuthn Level 3, 10.1.4).
 * Authenticators that hold one of `registered` (credential ids) refuse: one slot for each is enough.
 */
export function creationOptions(
  rpId: string,
  operator: { readonly operatorId: string; readonly name: string },
  prfSalt: Bytes,
  registered: readonly string[] = [],
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
    excludeCredentials: registered.map((id) => ({ type: 'public-key', id })),
    extensions: prfExtension({ eval: { first: toBase64Url(prfSalt) } }),
  };
}

/** Options of `navigator.credentials.get`: any one of the credentials, each with a PRF salt of its own. */
export function requestOptions(
  rpId: string,
  credentials: readonly PrfCredential[],
): PublicKeyCredentialRequestOptionsJSON {
  const salts = credentials.map(({ id, prfSalt }) => [id, { first: toBase64Url(prfSalt) }]);
  return {
    rpId,
    challenge: createChallenge(),
    allowCredentials: credentials.map(({ id }) => ({ type: 'public-key', id })),
    timeout: CEREMONY_TIMEOUT_MS,
    userVerification: 'required',
    extensions: prfExtension({ evalByCredential: Object.fromEntries(salts) as object }),
  };
}

/** The PRF inputs; in the options' JSON form binary values are base64url. */
function prfExtension(
  inputs: object,
): NonNullable<PublicKeyCredentialRequestOptionsJSON['extensions']> {
  const extension: object = { prf: inputs };
  return extension;
}
