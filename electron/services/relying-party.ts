import {
  randomBytes,
  sha256,
  verifyAssertionOffline,
  verifyRegistrationOffline,
  type RelyingParty,
} from '../../shared/crypto/index.ts';
import { toBase64Url, utf8 } from '../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { CallResponse, ParsedRequest } from '../../shared/ipc/shell-calls.ts';
import type { CreationOptions, RequestOptions } from '../../shared/ipc/webauthn-json.ts';
import { CHALLENGE_LIFETIME_MS, type Challenges } from './challenges.ts';
import type { GatedCredentialStore } from './gated-credentials.ts';
import { createSerialQueue } from './serial-queue.ts';

const SHARE_BYTES = 32;
/** COSE algorithms (IANA): Ed25519, ES256, RS256; the last is what Windows Hello makes. */
const ALGORITHMS = [-8, -7, -257] as const;

/** The offline relying party of the gated tier. All throw FieldsealError `webauthn.*`, `shell.keychain-*`. */
export interface RelyingPartyService {
  beginRegistration(operatorId: string): CreationOptions;
  /** Verifies, keeps the credential with a new share, and answers the share. */
  finishRegistration(
    request: ParsedRequest<'finishRegistration'>,
  ): Promise<CallResponse<'finishRegistration'>>;
  beginAssertion(operatorId: string): Promise<RequestOptions>;
  /** Verifies, keeps the new counter, and only then answers the credential's share. */
  finishAssertion(
    request: ParsedRequest<'finishAssertion'>,
  ): Promise<CallResponse<'finishAssertion'>>;
  /** Forgets a credential and its share; one that is not there is forgotten already. */
  forget(operatorId: string, credentialId: string): Promise<void>;
}

export interface RelyingPartyOptions {
  readonly party: RelyingParty;
  readonly challenges: Challenges;
  readonly credentials: GatedCredentialStore;
}

export function createRelyingPartyService(options: RelyingPartyOptions): RelyingPartyService {
  const { party, challenges, credentials } = options;
  // Counters are read, checked and written: two answers at once must not both see the old one.
  const inTurn = createSerialQueue();

  return {
    beginRegistration: (operatorId) => ({
      rp: { id: party.rpId, name: 'Fieldseal' },
      user: userOf(operatorId),
      challenge: challenges.issue('registration', operatorId),
      pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
      timeout: CHALLENGE_LIFETIME_MS,
      attestation: 'none',
      authenticatorSelection: { residentKey: 'discouraged', userVerification: 'required' },
    }),

    finishRegistration: ({ operatorId, response }) =>
      inTurn(async () => {
        const challenge = challenges.take('registration', operatorId);
        const credential = await verifyRegistrationOffline(party, challenge, response);
        const share = randomBytes(SHARE_BYTES);
        const others = await credentials.load(operatorId);
        await credentials.save(operatorId, [
          ...others.filter((other) => other.credential.id !== credential.id),
          { credential, share },
        ]);
        return { credentialId: credential.id, share };
      }),

    beginAssertion: (operatorId) =>
      inTurn(async () => {
        const registered = await credentials.load(operatorId);
        if (registered.length === 0) throw new FieldsealError('webauthn.foreign');
        return {
          rpId: party.rpId,
          challenge: challenges.issue('assertion', operatorId),
          timeout: CHALLENGE_LIFETIME_MS,
          userVerification: 'required',
          allowCredentials: registered.map(({ credential }) => ({
            type: 'public-key',
            id: credential.id,
          })),
        };
      }),

    finishAssertion: ({ operatorId, response }) =>
      inTurn(async () => {
        const challenge = challenges.take('assertion', operatorId);
        const registered = await credentials.load(operatorId);
        const used = registered.find(({ credential }) => credential.id === response.id);
        if (used === undefined) throw new FieldsealError('webauthn.foreign');
        const { credential, share } = used;
        const counter = await verifyAssertionOffline(party, challenge, credential, response);
        const renewed = { credential: { ...credential, counter }, share };
        await credentials.save(
          operatorId,
          registered.map((other) => (other === used ? renewed : other)),
        );
        return { share };
      }),

    forget: (operatorId, credentialId) =>
      inTurn(async () => {
        const registered = await credentials.load(operatorId);
        const kept = registered.filter(({ credential }) => credential.id !== credentialId);
        if (kept.length < registered.length) await credentials.save(operatorId, kept);
      }),
  };
}

/** The user handle must tell nothing of the person (section 14.6.1): a hash of an opaque id. */
function userOf(operatorId: string): CreationOptions['user'] {
  return {
    id: toBase64Url(sha256(utf8(`fieldseal/user-handle/1\0${operatorId}`))),
    name: operatorId,
    displayName: operatorId,
  };
}
