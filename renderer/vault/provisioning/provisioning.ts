import { fingerprintWords } from '../../../shared/crypto/index.ts';
import { fromBase64Url, type Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { GrantResponse, ROUTES } from '../../../shared/sync/http-api.ts';
import { closeSession } from '../session/unlock.ts';
import { slotsOf } from '../keys/slots-of.ts';
import { requireOperator } from '../session/authenticate.ts';
import type { GrantCheck, VaultApi } from '../vault-api.ts';
import { requireSession, requireStore, type VaultContext } from '../vault-context.ts';
import { storeGrant, verifyGrant, type VerifiedGrant } from './accept-grant.ts';
import { claimCode, type Claim } from './claim-code.ts';
import { createOperator, dropOperator } from './create-operator.ts';
import { asksByFile, fileClaim, requestFileOf, verifyGrantFile } from './file-setup.ts';

type ProvisioningCalls = Pick<
  VaultApi,
  | 'claimCode'
  | 'beginFactor'
  | 'beginFactorCheck'
  | 'createOperator'
  | 'requestWords'
  | 'checkGrant'
  | 'acceptGrant'
  | 'beginFileSetup'
  | 'requestWay'
  | 'requestFile'
  | 'openGrantFile'
  | 'giveUpRequest'
>;

/** From a one-time code to an active operator. */
export function createProvisioningCalls(context: VaultContext): ProvisioningCalls {
  const claims = new Map<string, Claim>();
  /** Codes whose request may have reached the server. */
  const sent = new Set<string>();
  let found: { readonly requestHash: string; readonly grant: VerifiedGrant } | null = null;

  async function nameOf(operatorId: string): Promise<string> {
    const claim = [...claims.values()].find((held) => held.response.operatorId === operatorId);
    return claim?.response.operatorName ?? (await requireOperator(context, operatorId)).name;
  }

  return {
    claimCode: (serverUrl, code) => claimCode(context, claims, serverUrl, code),

    async beginFileSetup(name) {
      const claim = await fileClaim(context, name);
      const { operatorId, operatorName, role } = claim.response;
      claims.set(operatorId, claim);
      const { tiers, passphraseMinLength } = claim;
      return { operatorId, name: operatorName, role, tiers, passphraseMinLength };
    },

    async beginFactor(operatorId) {
      const name = await nameOf(operatorId);
      const registered = await registeredHere(context, operatorId);
      return context.ceremonies.beginRegistration({ operatorId, name }, registered);
    },

    async beginFactorCheck(operatorId, credentialId) {
      await nameOf(operatorId);
      return context.ceremonies.beginCheck(operatorId, credentialId);
    },

    createOperator: (code, passphrase, factor) =>
      context.writes(async () => {
        const claim = claims.get(code);
        if (claim === undefined) throw new FieldsealError('provisioning.code-invalid');
        // With new keys the request would be another, and refused for good: locking took the first one's.
        if (sent.has(code) && !context.setups.has(code)) {
          claims.delete(code);
          sent.delete(code);
          throw new FieldsealError('provisioning.code-invalid');
        }
        try {
          const outcome = await createOperator(context, claim, code, passphrase, factor, () => {
            sent.add(code);
          });
          claims.delete(code);
          sent.delete(code);
          return outcome;
        } finally {
          if (!claims.has(code)) context.setups.delete(code);
        }
      }),

    requestWords() {
      const { request } = requireSession(context).operator;
      return Promise.resolve(fingerprintWords('provisioning-request', request));
    },

    async checkGrant() {
      const session = requireSession(context);
      const { serverUrl, requestHash } = session.operator;
      const path = ROUTES.requestGrant.replace(':requestHash', requestHash);
      const answer = await context.api.json({ serverUrl, method: 'GET', path }, GrantResponse);
      if (answer.state !== 'granted') return answer;
      const grant = await verifyGrant(
        context,
        session,
        bytesOf(answer.pack, 'provisioning.pack-tampered'),
        bytesOf(answer.grant, 'provisioning.grant-tampered'),
      );
      found = { requestHash, grant };
      return readyCheck(grant);
    },

    requestWay: () =>
      Promise.resolve(asksByFile(requireSession(context).operator) ? 'file' : 'network'),

    requestFile: () => Promise.resolve(requestFileOf(requireSession(context).operator)),

    async openGrantFile(file) {
      const session = requireSession(context);
      const grant = await verifyGrantFile(context, session, file);
      found = { requestHash: session.operator.requestHash, grant };
      return readyCheck(grant);
    },

    giveUpRequest: () =>
      context.writes(async () => {
        const { operator } = requireSession(context);
        if (operator.status === 'active' || !asksByFile(operator)) {
          throw new FieldsealError('vault.operator-exists', { operator: operator.operatorId });
        }
        context.locks += 1;
        await closeSession(context);
        await dropOperator(context, operator.operatorId);
        context.emit({ type: 'state-changed' });
      }),

    acceptGrant: () =>
      context.writes(async () => {
        const session = requireSession(context);
        if (found?.requestHash !== session.operator.requestHash) {
          throw new FieldsealError('provisioning.pending');
        }
        await storeGrant(context, session, found.grant);
        found = null;
      }),
  };
}

/** Credentials of the signed-in operator: an authenticator makes one way to unlock, not two. */
async function registeredHere(
  context: VaultContext,
  operatorId: string,
): Promise<readonly string[]> {
  // Who recovers may use the authenticator that the lost passphrase went with.
  if (context.session?.operator.operatorId !== operatorId) return [];
  const slots = await slotsOf(requireStore(context), operatorId);
  return slots.flatMap(({ credential }) => (credential === null ? [] : [credential.id]));
}

function readyCheck(grant: VerifiedGrant): GrantCheck {
  return {
    state: 'ready',
    programmeWords: fingerprintWords('programme', grant.administrator.publicKey),
    alreadyTrusted: grant.alreadyTrusted,
  };
}

function bytesOf(
  text: string,
  code: 'provisioning.pack-tampered' | 'provisioning.grant-tampered',
): Bytes {
  try {
    return fromBase64Url(text);
  } catch (cause) {
    throw new FieldsealError(code, {}, cause);
  }
}
