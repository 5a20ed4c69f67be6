import type { ProgrammePolicy, SlotTier } from '../../../shared/domain/programme.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { ClaimResponse, ROUTES, ServerInfo } from '../../../shared/sync/http-api.ts';
import { hostTiers } from '../keys/host-tiers.ts';
import { storedPack } from '../session/stored-pack.ts';
import type { ClaimedPerson } from '../vault-api.ts';
import { requireStore, type VaultContext } from '../vault-context.ts';
import { serverOrigin } from './server-address.ts';

/** Counts until a signed pack says otherwise: what the server says unsigned may raise it, never lower it. */
const DEFAULT_PASSPHRASE_LENGTH = 12;

/** A code that was exchanged, until its operator is made. */
export interface Claim {
  readonly serverUrl: string;
  readonly programmeId: string;
  readonly response: ClaimResponse;
  readonly tiers: readonly SlotTier[];
  readonly passphraseMinLength: number;
}

/**
 * Asks the server whose code it is; the code is used up only by the request.
 * @throws FieldsealError `provisioning.code-invalid`, `provisioning.code-used`, `vault.operator-exists`, `sync.*`.
 */
export async function claimCode(
  context: VaultContext,
  claims: Map<string, Claim>,
  typedUrl: string,
  code: string,
): Promise<ClaimedPerson> {
  const serverUrl = serverOrigin(typedUrl);
  const response = await context.api.json(
    { serverUrl, method: 'POST', path: ROUTES.claimCode, json: { code } },
    ClaimResponse,
  );
  const existing = await requireStore(context).operators.get(response.operatorId);
  if (existing?.status === 'active') {
    throw new FieldsealError('vault.operator-exists', { operator: response.operatorId });
  }
  const info = await context.api.json(
    { serverUrl, method: 'GET', path: ROUTES.serverInfo },
    ServerInfo,
  );
  const signed = response.draft?.policy ?? (await knownPolicy(context));
  const policy = signed ?? response.policy;
  const claim: Claim = {
    serverUrl,
    programmeId: info.programmeId,
    response,
    tiers: hostTiers(context).filter((tier) => policy?.allowedTiers.includes(tier) ?? true),
    passphraseMinLength:
      signed?.passphraseMinLength ??
      Math.max(DEFAULT_PASSPHRASE_LENGTH, policy?.passphraseMinLength ?? 0),
  };
  claims.set(code, claim);
  return {
    operatorId: response.operatorId,
    name: response.operatorName,
    role: response.role,
    tiers: claim.tiers,
    passphraseMinLength: claim.passphraseMinLength,
  };
}

async function knownPolicy(context: VaultContext): Promise<ProgrammePolicy | null> {
  return (await storedPack(context))?.policy ?? null;
}
