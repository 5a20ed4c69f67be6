import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/browser';
import { copyBytes, type Bytes } from '../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { FactorProof, RemovedFactor, UnlockChallenge } from '../vault/factors-api.ts';
import type { VaultApi } from '../vault/vault-api.ts';
import type { Shell } from './shell.ts';

// The platform's own types: JSON options carry PRF salts as base64url text (WebAuthn Level 3, section 5.1.9).
type CreationOptionsJson = Parameters<typeof PublicKeyCredential.parseCreationOptionsFromJSON>[0];
type RequestOptionsJson = Parameters<typeof PublicKeyCredential.parseRequestOptionsFromJSON>[0];

interface Ceremony<Response> {
  readonly response: Response;
  /** Output of the PRF extension (WebAuthn Level 3, section 10.1.4), where the authenticator gave one. */
  readonly prf: Bytes | null;
  readonly isPrfEnabled: boolean;
}

/**
 * Registers a second factor in the wanted tier.
 * @throws FieldsealError `webauthn.cancelled`, `webauthn.unavailable`, `shell.native-*`; `webauthn.prf-missing` where
 * the authenticator can't do the bound tier.
 */
export async function registerFactor(
  vault: Pick<VaultApi, 'beginFactor' | 'beginFactorCheck'>,
  shell: Shell,
  operatorId: string,
  tier: FactorProof['tier'],
): Promise<FactorProof> {
  if (tier === 'passphrase-only') return { tier };
  if (tier === 'native-bound') {
    const { keyId, share } = await nativeKeysOf(shell).create(operatorId);
    return { tier, credentialId: keyId, share };
  }
  if (tier === 'gated') {
    const host = relyingPartyOf(shell);
    const { response } = await create(await host.beginRegistration(operatorId));
    return { tier, ...(await host.finishRegistration(operatorId, response)) };
  }
  const created = await create(await vault.beginFactor(operatorId));
  if (created.prf !== null) return { tier, response: created.response, prf: created.prf };
  if (!created.isPrfEnabled) throw new FieldsealError('webauthn.prf-missing');
  // Some authenticators evaluate PRF only at a later assertion, never while the credential is made.
  const checked = await get(await vault.beginFactorCheck(operatorId, created.response.id));
  if (checked.prf === null) throw new FieldsealError('webauthn.prf-missing');
  return { tier, response: created.response, prf: checked.prf };
}

/**
 * Asks for the second factor of an operator who unlocks.
 * @throws FieldsealError `webauthn.cancelled`, `webauthn.unavailable`, `webauthn.prf-missing`, `shell.native-*`.
 */
export async function assertFactor(
  shell: Shell,
  operatorId: string,
  challenge: UnlockChallenge,
): Promise<FactorProof> {
  if (challenge.tier === 'passphrase-only') return { tier: 'passphrase-only' };
  if (challenge.tier === 'native-bound') {
    const { keyId } = challenge;
    const { share } = await nativeKeysOf(shell).release(operatorId, keyId);
    return { tier: 'native-bound', credentialId: keyId, share };
  }
  if (challenge.tier === 'gated') {
    const host = relyingPartyOf(shell);
    const { response } = await get(await host.beginAssertion(operatorId));
    const { share } = await host.finishAssertion(operatorId, response);
    return { tier: 'gated', credentialId: response.id, share };
  }
  const { response, prf } = await get(challenge.options);
  if (prf === null) throw new FieldsealError('webauthn.prf-missing');
  return { tier: 'bound', response, prf };
}

/**
 * Lets the host forget what it keeps for a way to unlock that is gone. The slot is gone already, so a host that fails
 * leaves only a share that opens nothing.
 */
export async function forgetFactor(
  shell: Shell,
  operatorId: string,
  { tier, credentialId }: RemovedFactor,
): Promise<void> {
  if (credentialId === null) return;
  try {
    if (tier === 'gated') await shell.relyingParty?.forget(operatorId, credentialId);
    if (tier === 'native-bound') await shell.nativeKeys?.remove(operatorId, credentialId);
  } catch {
    // Said above.
  }
}

function nativeKeysOf(shell: Shell): NonNullable<Shell['nativeKeys']> {
  if (shell.nativeKeys === null) throw new FieldsealError('shell.native-unavailable');
  return shell.nativeKeys;
}

function relyingPartyOf(shell: Shell): NonNullable<Shell['relyingParty']> {
  if (shell.relyingParty === null) throw new FieldsealError('webauthn.unavailable');
  return shell.relyingParty;
}

async function create(
  options: PublicKeyCredentialCreationOptionsJSON,
): Promise<Ceremony<RegistrationResponseJSON>> {
  const json: unknown = options;
  const publicKey = parse(() =>
    PublicKeyCredential.parseCreationOptionsFromJSON(json as CreationOptionsJson),
  );
  return ceremonyOf(await run(() => navigator.credentials.create({ publicKey })));
}

async function get(
  options: PublicKeyCredentialRequestOptionsJSON,
): Promise<Ceremony<AuthenticationResponseJSON>> {
  const json: unknown = options;
  const publicKey = parse(() =>
    PublicKeyCredential.parseRequestOptionsFromJSON(json as RequestOptionsJson),
  );
  return ceremonyOf(await run(() => navigator.credentials.get({ publicKey })));
}

function parse<Options>(work: () => Options): Options {
  if (typeof PublicKeyCredential === 'undefined') throw new FieldsealError('webauthn.unavailable');
  return work();
}

async function run(work: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const credential = await work();
    if (credential instanceof PublicKeyCredential) return credential;
  } catch (error) {
    throw ceremonyError(error);
  }
  throw new FieldsealError('webauthn.cancelled');
}

/** Our code for what a browser throws (WebAuthn Level 3, sections 5.1.3 and 5.1.4). */
export function ceremonyError(error: unknown): FieldsealError {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'AbortError') {
    return new FieldsealError('webauthn.cancelled', {}, error);
  }
  if (name === 'SecurityError') return new FieldsealError('webauthn.origin-mismatch', {}, error);
  return new FieldsealError('webauthn.unavailable', {}, error);
}

/** The response as JSON without the PRF output, which is a secret and goes its own way. */
function ceremonyOf<Response>(credential: PublicKeyCredential): Ceremony<Response> {
  const { prf } = credential.getClientExtensionResults();
  const first = prf?.results?.first;
  const json: object = credential.toJSON();
  const known = 'clientExtensionResults' in json ? json.clientExtensionResults : {};
  const extensions = Object.fromEntries(
    Object.entries(known ?? {}).filter(([name]) => name !== 'prf'),
  );
  return {
    response: { ...json, clientExtensionResults: extensions } as Response,
    prf: first === undefined ? null : bytesOf(first),
    isPrfEnabled: prf?.enabled === true,
  };
}

function bytesOf(source: BufferSource): Bytes {
  return copyBytes(
    ArrayBuffer.isView(source)
      ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
      : new Uint8Array(source),
  );
}
