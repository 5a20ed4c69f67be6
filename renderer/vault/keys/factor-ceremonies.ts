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
import type { FactorProof } from '../vault-api.ts';
import type { SlotFactor } from './slot.ts';
import { creationOptions, requestOptions } from './webauthn-options.ts';

const PRF_LENGTH = 32;

/** Challenges the worker made and has not seen answered; each counts once. */
export interface FactorCeremonies {
  beginRegistration(operator: {
    readonly operatorId: string;
    readonly name: string;
  }): PublicKeyCredentialCreationOptionsJSON;
  /** Options to evaluate PRF with the credential just made, over the same salt. */
  beginCheck(operatorId: string, credentialId: string): PublicKeyCredentialRequestOptionsJSON;
  /** Verifies the factor of a new slot. @throws FieldsealError `webauthn.*`, `vault.slot-not-allowed`. */
  finishRegistration(operatorId: string, proof: FactorProof): Promise<SlotFactor>;
  beginAssertion(slot: SlotRow): PublicKeyCredentialRequestOptionsJSON;
  /** Verifies the factor of a slot; answers its key bytes and the new counter. @throws FieldsealError `webauthn.*`. */
  finishAssertion(
    slot: SlotRow,
    proof: FactorProof,
  ): Promise<{ readonly bytes: Bytes; readonly counter: number | null }>;
}

/** The worker's own relying party for the bound tier; the gated tier's stands in the host. */
export function createFactorCeremonies(party: () => RelyingParty): FactorCeremonies {
  const registrations = new Map<string, { readonly challenge: string; readonly prfSalt: Bytes }>();
  const assertions = new Map<string, string>();

  return {
    beginRegistration(operator) {
      const prfSalt = randomBytes(32);
      const options = creationOptions(party().rpId, operator, prfSalt);
      registrations.set(operator.operatorId, { challenge: options.challenge, prfSalt });
      return options;
    },

    beginCheck(operatorId, credentialId) {
      const begun = registrations.get(operatorId);
      if (begun === undefined) throw new FieldsealError('webauthn.challenge-mismatch');
      return requestOptions(party().rpId, credentialId, begun.prfSalt);
    },

    async finishRegistration(operatorId, proof) {
      if (proof.tier !== 'bound') return unboundFactor(proof);
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

    beginAssertion(slot) {
      if (slot.credential === null || slot.prfSalt === null) {
        throw new FieldsealError('vault.store-damaged', { part: 'slot' });
      }
      const options = requestOptions(party().rpId, slot.credential.id, slot.prfSalt);
      assertions.set(slot.id, options.challenge);
      return options;
    },

    async finishAssertion(slot, proof) {
      if (proof.tier !== slot.tier) {
        throw new FieldsealError('vault.slot-not-allowed', { tier: proof.tier });
      }
      if (proof.tier !== 'bound') {
        const { bytes, credentialId } = unboundFactor(proof);
        if (credentialId !== slot.credentialId) {
          throw new FieldsealError('webauthn.foreign');
        }
        return { bytes, counter: null };
      }
      const challenge = assertions.get(slot.id);
      assertions.delete(slot.id);
      if (challenge === undefined) throw new FieldsealError('webauthn.challenge-mismatch');
      if (slot.credential === null) {
        throw new FieldsealError('vault.store-damaged', { part: 'slot' });
      }
      if (isRegistration(proof.response)) throw new FieldsealError('webauthn.foreign');
      const counter = await verifyAssertionOffline(
        party(),
        challenge,
        slot.credential,
        proof.response,
      );
      return { bytes: prfBytes(proof.prf), counter };
    },
  };
}

function unboundFactor(proof: Exclude<FactorProof, { readonly tier: 'bound' }>): SlotFactor {
  const none = { credential: null, prfSalt: null };
  if (proof.tier === 'passphrase-only') {
    return { ...none, tier: 'passphrase-only', credentialId: null, bytes: new Uint8Array(0) };
  }
  if (proof.share.length !== PRF_LENGTH) throw new FieldsealError('webauthn.foreign');
  return { ...none, tier: 'gated', credentialId: proof.credentialId, bytes: proof.share };
}

function prfBytes(prf: Bytes): Bytes {
  if (prf.length !== PRF_LENGTH) throw new FieldsealError('webauthn.prf-missing');
  return prf;
}

function isRegistration(
  response: RegistrationResponseJSON | AuthenticationResponseJSON,
): response is RegistrationResponseJSON {
  return 'attestationObject' in response.response;
}
