import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/browser';
import {
  randomBytes,
  verifyAssertionOffline,
  verifyRegistrationOffline,
  type RelyingParty,
} from '../../../shared/crypto/index.ts';
import type { Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { SlotRow } from '../database/rows.ts';
import type { FactorProof } from '../factors-api.ts';
import type { SlotFactor } from './slot.ts';
import { creationOptions, requestOptions, type PrfCredential } from './webauthn-options.ts';

const SHARE_LENGTH = 32;

/** A slot whose factor was verified, with the factor's key bytes and its new signature counter. */
export interface VerifiedFactor {
  readonly slot: SlotRow;
  readonly bytes: Bytes;
  readonly counter: number | null;
}

/** Challenges the worker made and has not seen answered; each counts once. */
export interface FactorCeremonies {
  /** `registered`: credential ids whose authenticators are not to be used a second time. */
  beginRegistration(
    operator: { readonly operatorId: string; readonly name: string },
    registered?: readonly string[],
  ): PublicKeyCredentialCreationOptionsJSON;
  /** Options to evaluate PRF with the credential just made, over the same salt. */
  beginCheck(operatorId: string, credentialId: string): PublicKeyCredentialRequestOptionsJSON;
  /** Verifies the factor of a new slot. @throws FieldsealError `webauthn.*`, `vault.slot-not-allowed`. */
  finishRegistration(operatorId: string, proof: FactorProof): Promise<SlotFactor>;
  /** Options for any one of an operator's bound slots. */
  beginAssertion(
    operatorId: string,
    slots: readonly SlotRow[],
  ): PublicKeyCredentialRequestOptionsJSON;
  /**
   * Finds the slot that a proof is of and verifies it.
   * @throws FieldsealError `webauthn.*`; `vault.slot-not-allowed` where no slot is of the proof's tier.
   */
  finishAssertion(
    operatorId: string,
    slots: readonly SlotRow[],
    proof: FactorProof,
  ): Promise<VerifiedFactor>;
}

/** The worker's own relying party for the bound tier; those of the host's tiers stand in the host. */
export function createFactorCeremonies(party: () => RelyingParty): FactorCeremonies {
  const registrations = new Map<string, { readonly challenge: string; readonly prfSalt: Bytes }>();
  const assertions = new Map<string, string>();

  async function finishBound(
    operatorId: string,
    slots: readonly SlotRow[],
    proof: Extract<FactorProof, { readonly tier: 'bound' }>,
  ): Promise<VerifiedFactor> {
    const challenge = assertions.get(operatorId);
    assertions.delete(operatorId);
    if (challenge === undefined) throw new FieldsealError('webauthn.challenge-mismatch');
    const { response } = proof;
    if (isRegistration(response)) throw new FieldsealError('webauthn.foreign');
    const slot = slots.find(({ credential }) => credential?.id === response.id);
    if (slot === undefined || slot.credential === null)
      throw new FieldsealError('webauthn.foreign');
    const counter = await verifyAssertionOffline(party(), challenge, slot.credential, response);
    return { slot, bytes: prfBytes(proof.prf), counter };
  }

  return {
    beginRegistration(operator, registered = []) {
      const prfSalt = randomBytes(32);
      const options = creationOptions(party().rpId, operator, prfSalt, registered);
      registrations.set(operator.operatorId, { challenge: options.challenge, prfSalt });
      return options;
    },

    beginCheck(operatorId, credentialId) {
      const begun = registrations.get(operatorId);
      if (begun === undefined) throw new FieldsealError('webauthn.challenge-mismatch');
      return requestOptions(party().rpId, [{ id: credentialId, prfSalt: begun.prfSalt }]);
    },

    async finishRegistration(operatorId, proof) {
      if (proof.tier !== 'bound') return hostFactor(proof);
      const begun = registrations.get(operatorId);
      registrations.delete(operatorId);
      if (begun === undefined) throw new FieldsealError('webauthn.challenge-mismatch');
      if (!isRegistration(proof.response)) throw new FieldsealError('webauthn.foreign');
      const credential = await verifyRegistrationOffline(party(), begun.challenge, proof.response);
      return {
        tier: 'bound',
        credential,
        prfSalt: begun.prfSalt,
        credentialId: null,
        bytes: prfBytes(proof.prf),
      };
    },

    beginAssertion(operatorId, slots) {
      const options = requestOptions(party().rpId, slots.map(prfCredential));
      assertions.set(operatorId, options.challenge);
      return options;
    },

    async finishAssertion(operatorId, slots, proof) {
      const candidates = slots.filter((slot) => slot.tier === proof.tier);
      if (candidates.length === 0) {
        throw new FieldsealError('vault.slot-not-allowed', { tier: proof.tier });
      }
      if (proof.tier === 'bound') return finishBound(operatorId, candidates, proof);
      const { bytes, credentialId } = hostFactor(proof);
      const slot = candidates.find((candidate) => candidate.credentialId === credentialId);
      if (slot === undefined) throw new FieldsealError('webauthn.foreign');
      return { slot, bytes, counter: null };
    },
  };
}

/** The factor of a tier that the host has checked, or of none. */
function hostFactor(proof: Exclude<FactorProof, { readonly tier: 'bound' }>): SlotFactor {
  const none = { credential: null, prfSalt: null };
  if (proof.tier === 'passphrase-only') {
    return { ...none, tier: 'passphrase-only', credentialId: null, bytes: new Uint8Array(0) };
  }
  if (proof.share.length !== SHARE_LENGTH) throw new FieldsealError('webauthn.foreign');
  return { ...none, tier: proof.tier, credentialId: proof.credentialId, bytes: proof.share };
}

function prfCredential({ credential, prfSalt }: SlotRow): PrfCredential {
  if (credential === null || prfSalt === null) {
    throw new FieldsealError('vault.store-damaged', { part: 'slot' });
  }
  return { id: credential.id, prfSalt };
}

function prfBytes(prf: Bytes): Bytes {
  if (prf.length !== SHARE_LENGTH) throw new FieldsealError('webauthn.prf-missing');
  return prf;
}

function isRegistration(
  response: RegistrationResponseJSON | AuthenticationResponseJSON,
): response is RegistrationResponseJSON {
  return 'attestationObject' in response.response;
}
