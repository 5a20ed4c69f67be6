import {
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { z } from 'zod';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import { copyBytes, fromBase64Url, fromUtf8, toBase64Url, type Bytes } from '../encoding/bytes.ts';
import { randomBytes } from './primitives/random.ts';

/** The relying party's identity: the RP id (a domain) and the page's exact origin. */
export interface RelyingParty {
  readonly rpId: string;
  readonly origin: string;
}

/** A registered credential, as a key slot keeps it. */
export interface StoredCredential {
  /** Credential id, base64url. */
  readonly id: string;
  /** COSE public key. */
  readonly publicKey: Bytes;
  /** Signature counter last seen; 0 where the authenticator keeps none. */
  readonly counter: number;
}

/** A fresh 32-byte challenge, base64url (Web Authentication Level 3, section 13.4.3). */
export function createChallenge(): string {
  return toBase64Url(randomBytes(32));
}

/**
 * Verifies a registration without any network: challenge, origin, RP id, UP and UV (section 7.1).
 * @throws FieldsealError `webauthn.*` naming the part that failed.
 */
export async function verifyRegistrationOffline(
  party: RelyingParty,
  challenge: string,
  response: RegistrationResponseJSON,
): Promise<StoredCredential> {
  checkClientData(party, challenge, response.response.clientDataJSON);
  const result = await verifyRegistrationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.rpId,
    requireUserVerification: true,
  }).catch(reject);
  if (!result.verified) throw new FieldsealError('webauthn.signature-invalid');
  const { id, publicKey, counter } = result.registrationInfo.credential;
  return { id, publicKey: copyBytes(publicKey), counter };
}

/**
 * Verifies an assertion without any network: challenge, origin, RP id, signature, UP, UV and counter
 * (section 7.2). Answers the new counter.
 * @throws FieldsealError `webauthn.*` naming the part that failed.
 */
export async function verifyAssertionOffline(
  party: RelyingParty,
  challenge: string,
  credential: StoredCredential,
  response: AuthenticationResponseJSON,
): Promise<number> {
  if (response.id !== credential.id) throw new FieldsealError('webauthn.foreign');
  checkClientData(party, challenge, response.response.clientDataJSON);
  const result = await verifyAuthenticationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.rpId,
    credential: { ...credential },
    requireUserVerification: true,
  }).catch(reject);
  if (!result.verified) throw new FieldsealError('webauthn.signature-invalid');
  return result.authenticationInfo.newCounter;
}

const ClientData = z.object({ challenge: z.string(), origin: z.string() });

/** The library tells failures apart by their text only, so the two that need another remedy are checked here. */
function checkClientData(party: RelyingParty, challenge: string, clientDataB64: string): void {
  let data: z.infer<typeof ClientData>;
  try {
    data = ClientData.parse(JSON.parse(fromUtf8(fromBase64Url(clientDataB64))));
  } catch (cause) {
    throw new FieldsealError('webauthn.foreign', {}, cause);
  }
  if (data.challenge !== challenge) throw new FieldsealError('webauthn.challenge-mismatch');
  if (data.origin !== party.origin) throw new FieldsealError('webauthn.origin-mismatch');
}

function reject(cause: unknown): never {
  const text = cause instanceof Error ? cause.message : '';
  if (/user.*verif/iu.test(text)) throw new FieldsealError('webauthn.user-not-verified', {}, cause);
  if (/user.*presen/iu.test(text)) throw new FieldsealError('webauthn.user-absent', {}, cause);
  if (/counter/iu.test(text)) throw new FieldsealError('webauthn.counter-rollback', {}, cause);
  if (/RP ID/iu.test(text)) throw new FieldsealError('webauthn.rp-mismatch', {}, cause);
  throw new FieldsealError('webauthn.signature-invalid', {}, cause);
}
