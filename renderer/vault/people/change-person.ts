import {
  changeAssignments,
  givesUpAdministration,
  takesAway,
} from '../../../shared/access/change-assignments.ts';
import { Assignments, type Assignment } from '../../../shared/domain/assignment.ts';
import { toBase64Url, type Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { ROUTES } from '../../../shared/sync/http-api.ts';
import type { GrantSecrets } from '../../../shared/sync/provisioning.ts';
import { openGrantSecrets } from '../keys/operator-keys.ts';
import type { HeldLease } from '../leases/held-leases.ts';
import { buildGrant, issueTime, secretsFor } from '../provisioning/build-grant.ts';
import { beginPeriod } from '../review/renew-review-keys.ts';
import { takeGrants } from '../session/adopt-grant.ts';
import { zeroSecrets } from '../session/own-grant.ts';
import { syncTarget } from '../sync/sync-target.ts';
import { signedBy } from '../session/signed-by.ts';
import {
  requireActive,
  requireStore,
  trustedNow,
  type ActiveSession,
  type VaultContext,
} from '../vault-context.ts';
import { dueChange } from './due-change.ts';
import { knownPeople, type KnownPerson } from './list-people.ts';
import { requireChanger } from './require-changer.ts';

/**
 * Makes somebody what `next` says, for now and later; see `changeAssignments` of `shared/access`. Their laptops get a new
 * grant each, all or none. Where something was taken away, or ended, the pack says so afterwards, and areas that they
 * reviewed get new keys.
 * @throws FieldsealError `people.not-yours`, `people.own-administrator`, `server.not-found`, `people.changed-meanwhile`;
 * `people.review-period-due` where the person is changed and the pack is not.
 */
export async function changePerson(
  context: VaultContext,
  operatorId: string,
  next: readonly Assignment[],
): Promise<void> {
  const session = requireChanger(context);
  const { pack } = session.programme;
  const now = trustedNow(session.programme, context.deps.now());
  const known = await findPerson(context, session, operatorId);
  const before = known.person.assignments;
  const after = Assignments.parse(changeAssignments(before, next, pack.areas, now));
  if (known.person.isSelf && givesUpAdministration(before, after, pack.areas, now)) {
    throw new FieldsealError('people.own-administrator');
  }
  const issuedAt = issueAfter(session, known, now);
  const grants = await grantsFor(context, session, known, after, issuedAt);
  await session.audit.append({ kind: 'assignments.changed', subject: operatorId });
  await context.api.none({
    ...signedBy(session),
    method: 'PUT',
    path: ROUTES.personAssignments.replace(':operatorId', encodeURIComponent(operatorId)),
    json: { assignments: after, grants: grants.map(toBase64Url) },
  });
  // Nobody else fetches for the laptop on which grants are made.
  await takeGrants(context, await syncTarget(context), grants);
  const isDue = known.person.due !== null || takesAway(before, after, pack.areas, now);
  if (known.leases.length === 0 || !isDue) return;
  await publishChange(context, known, after, issuedAt.toISOString()).catch((cause: unknown) => {
    throw new FieldsealError('people.review-period-due', {}, cause);
  });
}

async function findPerson(
  context: VaultContext,
  session: ActiveSession,
  operatorId: string,
): Promise<KnownPerson> {
  const people = await knownPeople(context, session);
  const found = people.find(({ person }) => person.operatorId === operatorId);
  if (found === undefined) throw new FieldsealError('server.not-found');
  return found;
}

async function publishChange(
  context: VaultContext,
  { person: { operatorId }, leases }: KnownPerson,
  after: readonly Assignment[],
  issuedAt: string,
): Promise<void> {
  // The own grant may just have become another.
  const session = requireActive(context, 'programme.publish');
  const { pack } = session.programme;
  const now = trustedNow(session.programme, context.deps.now());
  const due = dueChange(after, { operatorId, issuedAt }, pack, now);
  await beginPeriod(context, session, due?.reviewAreaIds ?? [], {
    grantFloors: [{ operatorId, issuedAt }],
    // The server could say that a revoked laptop is not.
    closedDevices: leases
      .filter(({ lease }) => lease.isRevoked)
      .map(({ vouched }) => vouched.grant.deviceId),
  });
}

/** Later than every grant of theirs, whatever this laptop's clock says. */
function issueAfter(session: ActiveSession, { person, leases }: KnownPerson, now: Date): Date {
  const earlier = leases.map(({ vouched }) => Date.parse(vouched.grant.issuedAt) + 1);
  const floored = issueTime(session.programme.pack, person.operatorId, now);
  return new Date(Math.max(floored.getTime(), ...earlier));
}

async function grantsFor(
  context: VaultContext,
  session: ActiveSession,
  { leases }: KnownPerson,
  assignments: readonly Assignment[],
  issuedAt: Date,
): Promise<readonly Bytes[]> {
  const { operatorId } = session.operator;
  const grantKeys = (await requireStore(context).operators.get(operatorId))?.grantKeys ?? null;
  if (grantKeys === null) throw new FieldsealError('provisioning.pending');
  const held = await openGrantSecrets(session.rings, operatorId, grantKeys);
  try {
    const grants: Bytes[] = [];
    for (const lease of leases) {
      grants.push(await grantAnew(session, lease, assignments, issuedAt, held));
    }
    return grants;
  } finally {
    zeroSecrets(held);
  }
}

/** As the grant before, but for what it makes of its person. A laptop that was closed gets no review keys. */
async function grantAnew(
  session: ActiveSession,
  { lease, vouched, requestBytes }: HeldLease,
  assignments: readonly Assignment[],
  issuedAt: Date,
  held: GrantSecrets,
): Promise<Bytes> {
  const { pack } = session.programme;
  const { grant, request } = vouched;
  const isClosed = lease.isRevoked || pack.closedDevices?.includes(grant.deviceId) === true;
  return buildGrant(
    session.operatorKeys.signing,
    requestBytes,
    request,
    {
      operatorName: grant.operatorName,
      assignments,
      deviceCode: grant.deviceCode,
      leaseUntil: lease.leaseUntil,
      now: issuedAt,
    },
    isClosed ? { ...held, reviewKeys: [] } : secretsFor(assignments, pack, held, issuedAt),
  );
}
