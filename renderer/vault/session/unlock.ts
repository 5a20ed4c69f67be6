import { zeroBytes } from '../../../shared/crypto/index.ts';
import { keepIndexWhenIdle } from '../index/keep-index.ts';
import type { Bytes } from '../../../shared/encoding/bytes.ts';
import { createOperatorAudit } from '../audit/operator-audit.ts';
import type { SlotRow } from '../database/rows.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { FactorProof } from '../factors-api.ts';
import { loadKeyRings } from '../keys/key-rings.ts';
import { openOperatorKeys } from '../keys/operator-keys.ts';
import { deriveVaultKeys, type VaultKeys } from '../keys/vault-keys.ts';
import { refuseWhenSuspended } from '../orders/order-state.ts';
import { keepRecoverySlot } from '../recovery/recovery-slot.ts';
import type { Session, VaultApi } from '../vault-api.ts';
import {
  requireStore,
  type OpenSession,
  type ProgrammeSession,
  type VaultContext,
} from '../vault-context.ts';
import { adoptNewerGrant } from './adopt-grant.ts';
import { authenticate, beginAuthentication, requireOperator } from './authenticate.ts';
import { runContentSteps } from './content-steps.ts';
import { openProgramme } from './programme-session.ts';
import { sessionOf } from './vault-state.ts';

type UnlockCalls = Pick<VaultApi, 'beginUnlock' | 'unlock' | 'lock'>;

/** Unlocking and locking. */
export function createUnlockCalls(context: VaultContext): UnlockCalls {
  return {
    beginUnlock: (operatorId, tier) => beginAuthentication(context, operatorId, tier),
    unlock(operatorId, passphrase, factor) {
      const { locks } = context;
      return context.writes(() => unlock(context, locks, operatorId, passphrase, factor));
    },
    lock: () => lockVault(context),
  };
}

/** Locks at once: work that is being committed finishes with the keys it holds, and opens nothing afterwards. */
export async function lockVault(context: VaultContext): Promise<void> {
  context.locks += 1;
  const closed = closeSession(context);
  // Not overwritten, a set-up under way still wraps it; without its claim it is not begun anew with other keys.
  context.setups.clear();
  context.emit({ type: 'state-changed' });
  await closed;
}

/** Drops the session with all its keys, at once. The promise is the last events' and never rejects. */
export async function closeSession(context: VaultContext): Promise<void> {
  const { session } = context;
  for (const reviewed of session?.reviewed.values() ?? []) zeroBytes(reviewed.recordKey);
  zeroBytes(...(session?.photoKeys.values() ?? []));
  session?.programme?.sender.drop();
  context.session = null;
  // A full disk keeps no vault open.
  await session?.audit.append({ kind: 'vault.locked' }).catch(() => undefined);
}

async function unlock(
  context: VaultContext,
  locks: number,
  operatorId: string,
  passphrase: string,
  factor: FactorProof,
): Promise<Session> {
  await refuseWhenSuspended(requireStore(context));
  const opened = await authenticate(context, operatorId, passphrase, factor);
  const { vaultKey, slot, failures } = opened;
  const session = await openSession(context, locks, operatorId, vaultKey, slot, failures);
  keepIndexWhenIdle(context);
  return session;
}

/**
 * Opens the session of a vault key, which is zeroed. An earlier session ends only when the new one stands. `failures`
 * are the wrong attempts before this one, for the audit chain.
 * @throws FieldsealError `vault.locked` when the vault was locked since `locks` were counted; `vault.suspended`.
 */
export async function openSession(
  context: VaultContext,
  locks: number,
  operatorId: string,
  vaultKey: Bytes,
  slot: Pick<SlotRow, 'id' | 'tier'>,
  failures = 0,
): Promise<Session> {
  const { base, programme } = await openContent(context, operatorId, vaultKey, slot).finally(() =>
    zeroBytes(vaultKey),
  );
  await refuseWhenSuspended(requireStore(context));
  if (context.locks !== locks) throw new FieldsealError('vault.locked');
  void closeSession(context);
  context.session = { ...base, programme };
  if (failures > 0) base.audit.later({ kind: 'vault.unlock-failed', count: failures });
  base.audit.later({ kind: 'vault.unlocked', tier: slot.tier });
  // What can't be written now waits for the next write: a full disk keeps nobody out.
  await base.audit.flush().catch(() => undefined);
  context.emit({ type: 'state-changed' });
  return sessionOf(context, { ...base, programme });
}

/** Keys and programme. Recovery is seen to once it is known that the programme is the grant's own. */
async function openContent(
  context: VaultContext,
  operatorId: string,
  vaultKey: Bytes,
  slot: Pick<SlotRow, 'id' | 'tier'>,
): Promise<{
  readonly base: Omit<OpenSession, 'programme'>;
  readonly programme: ProgrammeSession | null;
}> {
  const vaultKeys = await deriveVaultKeys(vaultKey, operatorId);
  const vault = await openVault(context, operatorId, vaultKeys);
  // A full disk keeps nobody out; the next unlock tries again.
  const operator = await adoptNewerGrant(context, vault).catch(() => vault.operator);
  const base = { ...vault, operator, tier: slot.tier, slotId: slot.id };
  const programme = await openProgramme(context, base.operator, base);
  await keepRecoverySlot(context, base.operator, vaultKey, vaultKeys.keysKey);
  return { base, programme };
}

/** Everything of a session that needs the vault's keys only. */
async function openVault(
  context: VaultContext,
  operatorId: string,
  vaultKeys: VaultKeys,
): Promise<Omit<OpenSession, 'programme' | 'tier' | 'slotId'>> {
  const store = requireStore(context);
  const { now } = context.deps;
  const found = await requireOperator(context, operatorId);
  const isStarted = found.contentVersion === 2;
  const audit = createOperatorAudit(
    store,
    { operatorId, auditKey: vaultKeys.auditKey, isStarted },
    now,
  );
  await runContentSteps(store, found, vaultKeys, audit, now());
  const operator = await requireOperator(context, operatorId);
  const rings = await loadKeyRings(store, operatorId, vaultKeys);
  const operatorKeys = await openOperatorKeys(rings, operatorId, operator.operatorKeys);
  return {
    operator,
    vaultKeys,
    rings,
    audit,
    operatorKeys,
    reviewed: new Map(),
    photoKeys: new Map(),
  };
}
