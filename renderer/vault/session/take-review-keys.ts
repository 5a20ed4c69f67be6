import { lasting } from '../../../shared/access/change-assignments.ts';
import { holdAssignments } from '../../../shared/access/held-assignment.ts';
import { reviewKeyAreas } from '../../../shared/access/review-keys.ts';
import {
  importAgreementSecret,
  peekUnverified,
  zeroBytes,
  type AgreementKey,
} from '../../../shared/crypto/index.ts';
import { isInScope } from '../../../shared/domain/area.ts';
import type { ProgrammePack } from '../../../shared/domain/programme.ts';
import { copyBytes } from '../../../shared/encoding/bytes.ts';
import {
  assignmentsOf,
  ProvisioningGrant,
  type GrantSecrets,
} from '../../../shared/sync/provisioning.ts';
import { openReviewKeyShare } from '../../../shared/sync/review-key-share.ts';
import type { FieldsealStore } from '../database/store.ts';
import { openGrantSecrets } from '../keys/operator-keys.ts';
import type { OpenSession } from '../vault-context.ts';
import { addReviewKeys, zeroSecrets } from './own-grant.ts';

type ReviewKeys = GrantSecrets['reviewKeys'];

/**
 * The review keys that the pack brings this person and that their vault does not hold yet, imported; from then on the
 * vault holds them. Empty where there are none, or where the share does not open: then records of the new period are
 * shown as ones that cannot be opened.
 */
export async function takeReviewKeys(
  store: FieldsealStore,
  session: Pick<OpenSession, 'operator' | 'operatorKeys' | 'rings'>,
  pack: ProgrammePack,
): Promise<readonly AgreementKey[]> {
  const { operatorId, requestHash } = session.operator;
  const own = pack.reviewKeyShares?.find(
    (share) => share.operatorId === operatorId && share.requestHash === requestHash,
  );
  const grantKeys = (await store.operators.get(operatorId))?.grantKeys ?? null;
  if (own === undefined || grantKeys === null) return [];
  const holder = { programmeId: pack.id, operatorId, requestHash };
  const offered = await openReviewKeyShare(session.operatorKeys.agreement, holder, own).catch(
    (): ReviewKeys => [],
  );
  const held = await openGrantSecrets(session.rings, operatorId, grantKeys);
  try {
    const known = new Set(held.reviewKeys.map(({ kid }) => kid));
    const areaIds = areasByGrant(session.operator, pack);
    const fresh = offered.filter(
      ({ kid, areaId }) =>
        !known.has(kid) && (areaIds === null || isInScope(pack.areas, areaIds, areaId)),
    );
    if (fresh.length === 0) return [];
    // A full disk keeps nobody from working with them; the pack still has them at the next unlock.
    await addReviewKeys(store, { operatorId, rings: session.rings }, fresh).catch(() => undefined);
    return await importReviewKeys(fresh);
  } finally {
    zeroSecrets(held);
    zeroBytes(...offered.map(({ secret }) => secret));
  }
}

/**
 * Areas of which this person's grant brings review keys; null: all. A pack that is older than the grant may hold a share of
 * what was taken away since. The grant is read unverified: it can only keep a key out.
 */
function areasByGrant(
  { grant: signed }: OpenSession['operator'],
  pack: ProgrammePack,
): readonly string[] | null {
  if (signed === undefined) return null;
  try {
    const grant = ProvisioningGrant.parse(peekUnverified(signed).payload);
    const held = lasting(assignmentsOf(grant), new Date(grant.issuedAt));
    return reviewKeyAreas(holdAssignments(held, pack.roles));
  } catch {
    // The unlock itself names the damage.
    return null;
  }
}

/** Private keys that WebCrypto does not hand out again. */
export async function importReviewKeys(keys: ReviewKeys): Promise<readonly AgreementKey[]> {
  return Promise.all(
    keys.map(async (key) => {
      const secret = copyBytes(key.secret);
      const imported = await importAgreementSecret(secret, copyBytes(key.publicKey));
      zeroBytes(secret);
      return imported;
    }),
  );
}
