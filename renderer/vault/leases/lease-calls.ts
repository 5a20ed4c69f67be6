import { toBase64Url, type Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { ROUTES } from '../../../shared/sync/http-api.ts';
import { RenewalResults } from '../../../shared/sync/lease-api.ts';
import {
  readLeaseFile,
  signLeaseRenewal,
  writeLeaseFile,
} from '../../../shared/sync/lease-renewal.ts';
import type { LeaseApi } from '../lease-api.ts';
import { syncTarget } from '../sync/sync-target.ts';
import { takeGrants } from '../session/adopt-grant.ts';
import { signedBy } from '../session/signed-by.ts';
import { requireActive, type ActiveSession, type VaultContext } from '../vault-context.ts';
import { heldLeases, type HeldLease } from './held-leases.ts';
import { applyRenewals } from './apply-renewals.ts';

const DAY_MS = 86_400_000;
/** Renewals in one request, as the server takes them. */
const MOST_AT_ONCE = 200;

/** Lengthening leases, and taking what was lengthened. */
export function createLeaseCalls(context: VaultContext): LeaseApi {
  return {
    async listLeases() {
      const session = requireActive(context, 'lease.renew');
      return (await heldLeases(context, session)).map(({ lease }) => lease);
    },

    async renewLeases(requestHashes) {
      const session = requireActive(context, 'lease.renew');
      const wanted = new Set(requestHashes);
      const leases = (await heldLeases(context, session)).filter(({ lease }) =>
        wanted.has(lease.requestHash),
      );
      const leaseUntil = fullLeaseFrom(session, context.deps.now());
      const renewals: Bytes[] = [];
      for (const held of leases) renewals.push(await renew(context, session, held, leaseUntil));
      const renewed = await publish(context, session, renewals);
      await session.audit.append({ kind: 'lease.renewed', count: renewed });
      // Nobody else fetches for the laptop on which renewals are made.
      const target = await syncTarget(context);
      await context.writes(() => applyRenewals(context, target, renewals));
      return {
        renewed,
        notRenewed: requestHashes.length - renewed,
        leaseUntil,
        file: writeLeaseFile({ renewals, grants: [] }),
      };
    },

    async applyLeaseFile(bytes) {
      const target = await syncTarget(context);
      const { renewals, grants } = readLeaseFile(bytes);
      const lengthened = await context.writes(() => applyRenewals(context, target, renewals));
      const changed = await context.writes(() => takeGrants(context, target, grants));
      const taken = lengthened.grown + changed.taken;
      const ours = lengthened.ours + changed.ours;
      if (taken === 0) throw new FieldsealError(ours === 0 ? 'lease.not-ours' : 'lease.not-longer');
      return taken;
    },
  };
}

async function renew(
  context: VaultContext,
  session: ActiveSession,
  { lease, vouched }: HeldLease,
  leaseUntil: string,
): Promise<Bytes> {
  return signLeaseRenewal(session.operatorKeys.signing, {
    formatVersion: 1,
    programmeId: session.programme.pack.id,
    operatorId: lease.operatorId,
    deviceId: vouched.grant.deviceId,
    requestHash: lease.requestHash,
    issuedAt: context.deps.now().toISOString(),
    leaseUntil,
  });
}

async function publish(
  context: VaultContext,
  session: ActiveSession,
  renewals: readonly Bytes[],
): Promise<number> {
  let renewed = 0;
  for (let start = 0; start < renewals.length; start += MOST_AT_ONCE) {
    const { results } = await context.api.json(
      {
        ...signedBy(session),
        method: 'PUT',
        path: ROUTES.leases,
        json: { renewals: renewals.slice(start, start + MOST_AT_ONCE).map(toBase64Url) },
      },
      RenewalResults,
    );
    renewed += results.filter((result) => result === 'renewed').length;
  }
  return renewed;
}

function fullLeaseFrom(session: ActiveSession, now: Date): string {
  const { leaseDays } = session.programme.pack.policy;
  return new Date(now.getTime() + leaseDays * DAY_MS).toISOString();
}
