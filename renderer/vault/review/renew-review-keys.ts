import { generateAgreementSecret, zeroBytes } from '../../../shared/crypto/index.ts';
import type { ProgrammePack, ReviewKeyRef } from '../../../shared/domain/programme.ts';
import type { ReviewKeyShare } from '../../../shared/domain/review-key-share.ts';
import { toBase64Url } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { assignmentsOf, type GrantSecrets } from '../../../shared/sync/provisioning.ts';
import { sealReviewKeyShare } from '../../../shared/sync/review-key-share.ts';
import { heldLeases, type HeldLease } from '../leases/held-leases.ts';
import { openGrantSecrets } from '../keys/operator-keys.ts';
import { secretsFor } from '../provisioning/build-grant.ts';
import { publishPack, requireFounder } from '../provisioning/publish-pack.ts';
import { addReviewKeys, zeroSecrets } from '../session/own-grant.ts';
import type { RenewedReviewKeys, VaultApi } from '../vault-api.ts';
import {
  requireActive,
  requireStore,
  type ActiveSession,
  type VaultContext,
} from '../vault-context.ts';

type ReviewKey = GrantSecrets['reviewKeys'][number];

/** New periods of review keys. */
export function createReviewKeyCalls(context: VaultContext): Pick<VaultApi, 'renewReviewKeys'> {
  return {
    renewReviewKeys: (areaIds, closedDeviceId) =>
      context.writes(() => renewReviewKeys(context, areaIds, closedDeviceId)),
  };
}

/**
 * Begins a new period of these areas: new keys, which go to everybody who reviews there, but for people of revoked
 * laptops. The laptop that is the reason for it is left out of this and all later periods whatever the server says of it.
 * Laptops seal to them as soon as they have the new pack; what was sealed before stays readable by the old keys, also
 * to somebody who left with them. The own vault holds the new keys before anybody seals to them.
 * @throws FieldsealError `recovery.keys-not-yours`, `server.input-invalid` for areas without a review key.
 */
async function renewReviewKeys(
  context: VaultContext,
  areaIds: readonly string[],
  closedDeviceId: string,
): Promise<RenewedReviewKeys> {
  const session = requireActive(context, 'programme.publish');
  requireFounder(session);
  const { pack, deviceId } = session.programme;
  if (closedDeviceId === deviceId) {
    throw new FieldsealError('server.forbidden', { rule: 'own-device' });
  }
  const closedDevices = [...new Set([...(pack.closedDevices ?? []), closedDeviceId])];
  const made = await makeKeys(pack, areaIds);
  const store = requireStore(context);
  const { operatorId } = session.operator;
  try {
    const leases = (await heldLeases(context, session)).filter(
      ({ lease, vouched }) => !lease.isRevoked && !closedDevices.includes(vouched.grant.deviceId),
    );
    await addReviewKeys(store, { operatorId, rings: session.rings }, made);
    const grantKeys = (await store.operators.get(operatorId))?.grantKeys ?? null;
    if (grantKeys === null) throw new FieldsealError('provisioning.pending');
    const held = await openGrantSecrets(session.rings, operatorId, grantKeys);
    const shares = await sharesFor(session, leases, held, context.deps.now()).finally(() =>
      zeroSecrets(held),
    );
    await session.audit.append({ kind: 'review-keys.renewed', count: made.length });
    await publishPack(context, session, {
      reviewKeys: [...pack.reviewKeys, ...made.map(refOf)],
      reviewKeyShares: [...shares],
      closedDevices,
    });
    return { areas: made.length, people: new Set(shares.map((share) => share.operatorId)).size };
  } finally {
    zeroBytes(...made.map(({ secret }) => secret));
  }
}

async function makeKeys(
  { reviewKeys }: ProgrammePack,
  areaIds: readonly string[],
): Promise<ReviewKey[]> {
  const made: ReviewKey[] = [];
  for (const areaId of new Set(areaIds)) {
    const epochs = reviewKeys.filter((key) => key.areaId === areaId).map(({ epoch }) => epoch);
    if (epochs.length === 0) throw new FieldsealError('server.input-invalid', { field: 'areaIds' });
    const { key, secret } = await generateAgreementSecret();
    const { kid, publicKey } = key;
    made.push({ areaId, epoch: Math.max(...epochs) + 1, kid, secret, publicKey });
  }
  if (made.length === 0) throw new FieldsealError('server.input-invalid', { field: 'areaIds' });
  return made;
}

/** Everybody's share holds all periods of their areas, so that who was away for several gets them at once. */
async function sharesFor(
  { programme }: ActiveSession,
  leases: readonly HeldLease[],
  held: GrantSecrets,
  now: Date,
): Promise<readonly ReviewKeyShare[]> {
  const { pack } = programme;
  const shares: ReviewKeyShare[] = [];
  for (const { lease, vouched } of leases) {
    const { operatorId, requestHash } = lease;
    const { reviewKeys } = secretsFor(assignmentsOf(vouched.grant), pack, held, now);
    if (reviewKeys.length === 0) continue;
    const holder = { programmeId: pack.id, operatorId, requestHash };
    shares.push(await sealReviewKeyShare(vouched.agreementKey.publicKey, holder, reviewKeys));
  }
  return shares;
}

function refOf({ areaId, epoch, kid, publicKey }: ReviewKey): ReviewKeyRef {
  return { areaId, epoch, publicKey: { kid, key: toBase64Url(publicKey) } };
}
