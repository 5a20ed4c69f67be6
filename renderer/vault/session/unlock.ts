import { zeroBytes } from '../../../shared/crypto/index.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { openProgrammePack } from '../../../shared/sync/programme-pack.ts';
import type { OperatorRow, SlotRow } from '../database/rows.ts';
import type { FieldsealStore } from '../database/store.ts';
import { checkBackOff, clearAttempts, countAttempt } from '../keys/back-off.ts';
import { createOperatorAudit } from '../audit/operator-audit.ts';
import { loadKeyRings } from '../keys/key-rings.ts';
import { openOperatorKeys } from '../keys/operator-keys.ts';
import { deriveVaultKeys, type VaultKeys } from '../keys/vault-keys.ts';
import { openSlot } from '../keys/slot.ts';
import type { Bytes } from '../../../shared/encoding/bytes.ts';
import type { FactorProof, Session, VaultApi } from '../vault-api.ts';
import { requireStore, type OpenSession, type VaultContext } from '../vault-context.ts';
import { runContentSteps } from './content-steps.ts';
import { isLeaseOver } from './lease.ts';
import { openProgramme } from './programme-session.ts';
import { sessionOf } from './vault-state.ts';

type UnlockCalls = Pick<VaultApi, 'beginUnlock' | 'unlock' | 'lock'>;

/** Unlocking and locking. */
export function createUnlockCalls(context: VaultContext): UnlockCalls {
  return {
    async beginUnlock(operatorId) {
      const { operator, slot } = await findSlot(context, operatorId);
      await checkMayTry(context, operator, slot);
      if (slot.tier === 'bound') {
        return { tier: 'bound', options: context.ceremonies.beginAssertion(slot) };
      }
      if (slot.tier === 'native-bound') throw notAllowed(slot);
      return { tier: slot.tier };
    },
    unlock(operatorId, passphrase, factor) {
      const { locks } = context;
      return context.writes(() => unlock(context, locks, operatorId, passphrase, factor));
    },
    async lock() {
      // At once: work that is being committed finishes with the keys it holds, and opens nothing afterwards.
      context.locks += 1;
      const closed = closeSession(context);
      // Not overwritten, a set-up under way still wraps it; without its claim it is not begun anew with other keys.
      context.setups.clear();
      context.emit({ type: 'state-changed' });
      await closed;
    },
  };
}

/** Drops the session with all its keys, at once. The promise is the last events' and never rejects. */
export async function closeSession(context: VaultContext): Promise<void> {
  const { session } = context;
  for (const reviewed of session?.reviewed.values() ?? []) zeroBytes(reviewed.recordKey);
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
  const store = requireStore(context);
  const { operator, slot } = await findSlot(context, operatorId);
  await checkMayTry(context, operator, slot);
  const verified = await context.ceremonies.finishAssertion(slot, factor);
  const vaultKey = await tryPassphrase(context, slot, passphrase, verified.bytes);
  const failures = (await store.operators.get(operatorId))?.failedAttempts ?? 1;
  await clearAttempts(store, operatorId);
  if (verified.counter !== null && slot.credential !== null) {
    const credential = { ...slot.credential, counter: verified.counter };
    await store.slots.update(slot.id, { credential });
  }
  // This attempt was counted too, before it was made.
  await openSession(context, locks, operatorId, vaultKey, slot, failures - 1);
  if (context.session === null) throw new FieldsealError('vault.internal');
  context.emit({ type: 'state-changed' });
  return sessionOf(context.session);
}

/**
 * Opens the session of a vault key, which is zeroed. An earlier session ends only when the new one stands.
 * `failures`: wrong attempts before it, for the audit chain.
 * @throws FieldsealError `vault.locked` when the vault was locked since `locks` were counted.
 */
export async function openSession(
  context: VaultContext,
  locks: number,
  operatorId: string,
  vaultKey: Bytes,
  slot: Pick<SlotRow, 'tier'>,
  failures = 0,
): Promise<void> {
  const vaultKeys = await deriveVaultKeys(vaultKey, operatorId);
  zeroBytes(vaultKey);
  const base = { ...(await openVault(context, operatorId, vaultKeys)), tier: slot.tier };
  const programme = await openProgramme(context, base.operator, base);
  if (context.locks !== locks) throw new FieldsealError('vault.locked');
  void closeSession(context);
  context.session = { ...base, programme };
  if (failures > 0) base.audit.later({ kind: 'vault.unlock-failed', count: failures });
  base.audit.later({ kind: 'vault.unlocked', tier: slot.tier });
  // What can't be written now waits for the next write: a full disk keeps nobody out.
  await base.audit.flush().catch(() => undefined);
}

/** Everything of a session that needs the vault's keys only. */
async function openVault(
  context: VaultContext,
  operatorId: string,
  vaultKeys: VaultKeys,
): Promise<Omit<OpenSession, 'programme' | 'tier'>> {
  const store = requireStore(context);
  const { now } = context.deps;
  const found = await findOperator(store, operatorId);
  const isStarted = found.contentVersion === 2;
  const audit = createOperatorAudit(
    store,
    { operatorId, auditKey: vaultKeys.auditKey, isStarted },
    now,
  );
  await runContentSteps(store, found, vaultKeys, audit, now());
  const operator = await findOperator(store, operatorId);
  const rings = await loadKeyRings(store, operatorId, vaultKeys);
  const operatorKeys = await openOperatorKeys(rings, operatorId, operator.operatorKeys);
  return { operator, vaultKeys, rings, audit, operatorKeys, reviewed: new Map() };
}

async function findOperator(store: FieldsealStore, operatorId: string): Promise<OperatorRow> {
  const operator = await store.operators.get(operatorId);
  if (operator === undefined) throw new FieldsealError('vault.operator-unknown');
  return operator;
}

async function tryPassphrase(
  context: VaultContext,
  slot: SlotRow,
  passphrase: string,
  factor: Bytes,
): Promise<Bytes> {
  const store = requireStore(context);
  const { attempts, seconds } = await countAttempt(store, slot.operatorId, context.deps.now());
  try {
    return await openSlot(slot, passphrase, factor);
  } catch (cause) {
    if (!(cause instanceof FieldsealError) || cause.code !== 'crypto.open-failed') throw cause;
    throw new FieldsealError(
      'vault.passphrase-wrong',
      // A factor that was verified may still give another share: then both are to be named.
      { attempts, seconds, factorVerified: slot.tier !== 'passphrase-only' },
      cause,
    );
  } finally {
    zeroBytes(factor);
  }
}

/** @throws FieldsealError `vault.backing-off`, `vault.lease-expired`, `vault.slot-not-allowed`. */
async function checkMayTry(
  context: VaultContext,
  operator: OperatorRow,
  slot: SlotRow,
): Promise<void> {
  const store = requireStore(context);
  const now = context.deps.now();
  await checkBackOff(store, operator, now);
  if (await isLeaseOver(store, operator, now)) {
    throw new FieldsealError('vault.lease-expired', { leaseUntil: operator.leaseUntil ?? '' });
  }
  const programme = await store.read('programme');
  if (programme === undefined) return;
  const pack = await openProgrammePack(programme.pack, programme.administrator);
  if (!pack.policy.allowedTiers.includes(slot.tier)) throw notAllowed(slot);
}

async function findSlot(
  context: VaultContext,
  operatorId: string,
): Promise<{ readonly operator: OperatorRow; readonly slot: SlotRow }> {
  const store = requireStore(context);
  const operator = await findOperator(store, operatorId);
  const slot = await store.slots.where({ operatorId }).first();
  if (slot === undefined) throw new FieldsealError('vault.store-damaged', { part: 'slot' });
  return { operator, slot };
}

function notAllowed(slot: SlotRow): FieldsealError {
  return new FieldsealError('vault.slot-not-allowed', { tier: slot.tier });
}
