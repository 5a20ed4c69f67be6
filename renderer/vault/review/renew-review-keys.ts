import { generateAgreementSecret, zeroBytes } from '../../../shared/crypto/index.ts';
import type { GrantFloor, ProgrammePack, ReviewKeyRef } from '../../../shared/domain/programme.ts';
import type { CustomRole } from '../../../shared/domain/role.ts';
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

/** Why review keys are made or shared anew, as the signed pack will say. */
export interface PeriodReason {
  /** Laptops whose people are left out of this and all later periods, whatever the server says of them. */
  readonly closedDevices?: readonly string[];
  /** People who may do less by now: what their older grants say counts no more, whatever the server hands out. */
  readonly grantFloors?: readonly GrantFloor[];
  /** Roles of the programme's own, as they are from now on. */
  readonly roles?: readonly CustomRole[];
  /** Somebody gains review keys, so that shares are needed though no key is new. */
  readonly isSharing?: boolean;
}

async function renewReviewKeys(
  context: VaultContext,
  areaIds: readonly string[],
  closedDeviceId: string,
): Promise<RenewedReviewKeys> {
  const session = requireActive(context, 'programme.publish');
  requireFounder(session);
  if (closedDeviceId === session.programme.deviceId) {
    throw new FieldsealError('server.forbidden', { rule: 'own-device' });
  }
  if (areaIds.length === 0) throw new FieldsealError('server.input-invalid', { field: 'areaIds' });
  return beginPeriod(context, session, areaIds, { closedDevices: [closedDeviceId] });
}

/**
 * Begins a new period of these areas: new keys, which go to everybody who reviews there, but for people of revoked
 * laptops and those whom the reason names. Without areas, only the reason is published, and what is shared fits it.
 * Laptops seal to new keys as soon as they have the new pack; what was sealed before stays readable by the old keys, also
 * to somebody who left with them. The own vault holds the new keys before anybody seals to them.
 * @throws FieldsealError `recovery.keys-not-yours`, `server.input-invalid` for areas without a review key.
 */
export async function beginPeriod(
  context: VaultContext,
  session: ActiveSession,
  areaIds: readonly string[],
  reason: PeriodReason,
): Promise<RenewedReviewKeys> {
  requireFounder(session);
  const { pack } = session.programme;
  const changed = { ...pack, ...changesFor(pack, reason) };
  const made = await makeKeys(pack, areaIds);
  try {
    const isShared = pack.reviewKeyShares !== undefined || reason.isSharing === true;
    const shares =
      isShared || made.length > 0 ? await shareAnew(context, session, changed, made) : [];
    if (made.length > 0) {
      await session.audit.append({ kind: 'review-keys.renewed', count: made.length });
    }
    await publishPack(context, session, {
      ...changesFor(pack, reason),
      reviewKeys: [...pack.reviewKeys, ...made.map(refOf)],
      ...(shares.length === 0 ? {} : { reviewKeyShares: [...shares] }),
    });
    return { areas: made.length, people: new Set(shares.map((share) => share.operatorId)).size };
  } finally {
    zeroBytes(...made.map(({ secret }) => secret));
  }
}

function changesFor(
  pack: ProgrammePack,
  { closedDevices = [], grantFloors = [], roles }: PeriodReason,
): Partial<Pick<ProgrammePack, 'closedDevices' | 'grantFloors' | 'roles'>> {
  const raised = new Set(grantFloors.map(({ operatorId }) => operatorId));
  const floors = pack.grantFloors?.filter(({ operatorId }) => !raised.has(operatorId)) ?? [];
  const closed = [...new Set([...(pack.closedDevices ?? []), ...closedDevices])];
  return {
    ...(closed.length === 0 ? {} : { closedDevices: closed }),
    ...(floors.length + grantFloors.length === 0
      ? {}
      : { grantFloors: [...floors, ...grantFloors] }),
    ...(roles === undefined ? {} : { roles: [...roles] }),
  };
}

/** Everybody's share as the pack will have it; the own vault holds what was made before. */
async function shareAnew(
  context: VaultContext,
  session: ActiveSession,
  pack: ProgrammePack,
  made: readonly ReviewKey[],
): Promise<readonly ReviewKeyShare[]> {
  const { closedDevices = [] } = pack;
  const leases = (await heldLeases(context, session, pack)).filter(
    ({ lease, vouched }) => !lease.isRevoked && !closedDevices.includes(vouched.grant.deviceId),
  );
  const store = requireStore(context);
  const { operatorId } = session.operator;
  if (made.length > 0) await addReviewKeys(store, { operatorId, rings: session.rings }, made);
  const grantKeys = (await store.operators.get(operatorId))?.grantKeys ?? null;
  if (grantKeys === null) throw new FieldsealError('provisioning.pending');
  const held = await openGrantSecrets(session.rings, operatorId, grantKeys);
  return sharesFor(pack, leases, held, context.deps.now()).finally(() => zeroSecrets(held));
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
  return made;
}

/** Everybody's share holds all periods of their areas, so that who was away for several gets them at once. */
async function sharesFor(
  pack: ProgrammePack,
  leases: readonly HeldLease[],
  held: GrantSecrets,
  now: Date,
): Promise<readonly ReviewKeyShare[]> {
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
