import { fromBase64Url, type Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { ROUTES } from '../../../shared/sync/http-api.ts';
import { OwnRenewals } from '../../../shared/sync/lease-api.ts';
import { openLeaseRenewal, type LeaseRenewal } from '../../../shared/sync/lease-renewal.ts';
import { takeGrants } from '../session/adopt-grant.ts';
import type { SyncTarget } from '../sync/sync-target.ts';
import { requireStore, type OpenSession, type VaultContext } from '../vault-context.ts';

/**
 * Fetches this laptop's renewals, and grants that were made anew, by the device's key, so that one that is locked or whose lease is over gets them too.
 * A server that knows no leases has none. Answers how many leases grew.
 */
export async function fetchRenewals(context: VaultContext, target: SyncTarget): Promise<number> {
  try {
    const { renewals, grants = [] } = await context.api.json(
      {
        serverUrl: target.serverUrl,
        method: 'GET',
        path: ROUTES.leases,
        key: target.deviceKey,
      },
      OwnRenewals,
    );
    const signed = renewals.map(fromBase64Url);
    const { grown } = await context.writes(() => applyRenewals(context, target, signed));
    await context.writes(() => takeGrants(context, target, grants.map(fromBase64Url)));
    return grown;
  } catch (error) {
    if (error instanceof FieldsealError && error.code === 'server.not-found') return 0;
    throw error;
  }
}

/** Renewals that name this laptop, and those of them that lengthened a lease. */
export interface AppliedRenewals {
  readonly ours: number;
  readonly grown: number;
}

/**
 * Lengthens the leases that these renewals are for. Each must be signed by the pinned administrator's key and name this
 * laptop, person and grant. A lease never gets shorter, so an old renewal played again changes nothing.
 * @throws FieldsealError `lease.tampered` when one is not genuine; none is taken then.
 */
export async function applyRenewals(
  context: VaultContext,
  target: Pick<SyncTarget, 'administrator' | 'pack' | 'deviceKey'>,
  signed: readonly Bytes[],
): Promise<AppliedRenewals> {
  const ours: LeaseRenewal[] = [];
  for (const bytes of signed) {
    const renewal = await openLeaseRenewal(bytes, target.administrator);
    const isOurs =
      renewal.programmeId === target.pack.id && renewal.deviceId === target.deviceKey.kid;
    if (isOurs) ours.push(renewal);
  }
  let grown = 0;
  for (const renewal of ours) if (await lengthen(context, renewal)) grown += 1;
  if (grown > 0) context.emit({ type: 'state-changed' });
  return { ours: ours.length, grown };
}

async function lengthen(context: VaultContext, renewal: LeaseRenewal): Promise<boolean> {
  const store = requireStore(context);
  const { operatorId, requestHash, leaseUntil } = renewal;
  const lengthenRow = async (): Promise<true | null> => {
    const operator = await store.operators.get(operatorId);
    const isLonger =
      operator?.requestHash === requestHash &&
      operator.leaseUntil !== null &&
      Date.parse(leaseUntil) > Date.parse(operator.leaseUntil);
    if (!isLonger) return null;
    await store.operators.update(operatorId, { leaseUntil });
    return true;
  };
  const audit = ownSession(context, operatorId)?.audit;
  const event = { kind: 'lease.renewed' as const, subject: requestHash };
  // Of somebody who is not signed in nothing can be written down: their vault is closed.
  const grown = await (audit === undefined
    ? store.transaction('rw', store.operators, lengthenRow)
    : audit.commit(event, [], lengthenRow));
  const session = ownSession(context, operatorId);
  if (grown === true && session !== null) {
    context.session = { ...session, operator: { ...session.operator, leaseUntil } };
  }
  return grown === true;
}

function ownSession({ session }: VaultContext, operatorId: string): OpenSession | null {
  return session?.operator.operatorId === operatorId ? session : null;
}
