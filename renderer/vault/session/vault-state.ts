import { holdAssignments } from '../../../shared/access/held-assignment.ts';
import { openProgrammePack } from '../../../shared/sync/programme-pack.ts';
import type { ProgrammePack } from '../../../shared/domain/programme.ts';
import type { OperatorRow, ProgrammeMeta } from '../database/rows.ts';
import type { OperatorSummary, Session, VaultState } from '../vault-api.ts';
import { orderInForce } from '../orders/order-state.ts';
import { slotsOf, tiersOf } from '../keys/slots-of.ts';
import { requireStore, trustedNow, type OpenSession, type VaultContext } from '../vault-context.ts';
import { rowAssignments } from './programme-session.ts';
import { isLeaseOver } from './lease.ts';

/** What may be shown without a session. */
export async function readVaultState(context: VaultContext): Promise<VaultState> {
  const store = requireStore(context);
  const programme = await store.read('programme');
  const pack = programme === undefined ? null : await packOf(programme);
  const operators = await store.operators.toArray();
  return {
    serverUrl: programme?.serverUrl ?? operators[0]?.serverUrl ?? null,
    programmeName: pack?.name ?? null,
    deviceCode: programme?.deviceCode ?? null,
    policy: pack?.policy ?? null,
    operators: await Promise.all(operators.map((row) => summariseOperator(context, row))),
    session: context.session === null ? null : sessionOf(context, context.session),
    order: await orderInForce(store),
  };
}

/** A session as the UI thread sees it. */
export function sessionOf(
  context: VaultContext,
  { operator, tier, programme }: OpenSession,
): Session {
  const now = context.deps.now();
  return {
    operatorId: operator.operatorId,
    name: operator.name,
    role: operator.role,
    tier,
    status: programme === null ? 'awaiting-approval' : 'active',
    areaIds: operator.areaIds,
    held: programme?.held ?? holdAssignments(rowAssignments(operator)),
    judgedAt: (programme === null ? now : trustedNow(programme, now)).toISOString(),
    leaseUntil: operator.leaseUntil,
  };
}

async function packOf(programme: ProgrammeMeta): Promise<ProgrammePack | null> {
  // A damaged pack must not keep the picker from showing: unlocking names the damage.
  return openProgrammePack(programme.pack, programme.administrator).catch(() => null);
}

async function summariseOperator(
  context: VaultContext,
  row: OperatorRow,
): Promise<OperatorSummary> {
  const store = requireStore(context);
  const now = context.deps.now();
  const tiers = tiersOf(await slotsOf(store, row.operatorId));
  const ceremonies = await store.recoveryCeremonies.where({ operatorId: row.operatorId }).toArray();
  const recovery = await store.recoverySlots.get(row.operatorId);
  const waits = row.backOffUntil !== null && Date.parse(row.backOffUntil) > now.getTime();
  return {
    operatorId: row.operatorId,
    name: row.name,
    role: row.role,
    tier: tiers[0] ?? 'passphrase-only',
    tiers,
    isRecovering: ceremonies.some((row) => row.subjectId === recovery?.binding.subjectId),
    status: (await isLeaseOver(store, row, now)) ? 'lease-expired' : row.status,
    leaseUntil: row.leaseUntil,
    backOffUntil: waits ? row.backOffUntil : null,
    unsentRecords: row.byState.saved + row.byState['in-batch'],
    drafts: row.drafts,
  };
}
