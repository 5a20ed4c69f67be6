import { zeroBytes } from '../../../shared/crypto/index.ts';
import type { Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { SlotRow } from '../database/rows.ts';
import { deriveVaultKeys, openOperatorKeys } from '../keys/operator-keys.ts';
import { keepRecoverySlot } from '../recovery/recovery-slot.ts';
import type { FactorProof } from '../factors-api.ts';
import type { Session, VaultApi } from '../vault-api.ts';
import { requireStore, type VaultContext } from '../vault-context.ts';
import { authenticate, beginAuthentication } from './authenticate.ts';
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
    lock() {
      // At once: work that is being committed finishes with the keys it holds, and opens nothing afterwards.
      context.locks += 1;
      closeSession(context);
      // Not overwritten, a set-up under way still wraps it; without its claim it is not begun anew with other keys.
      context.setups.clear();
      context.emit({ type: 'state-changed' });
      return Promise.resolve();
    },
  };
}

/** Drops the session with all its keys. */
export function closeSession(context: VaultContext): void {
  for (const reviewed of context.session?.reviewed.values() ?? []) zeroBytes(reviewed.recordKey);
  context.session = null;
}

async function unlock(
  context: VaultContext,
  locks: number,
  operatorId: string,
  passphrase: string,
  factor: FactorProof,
): Promise<Session> {
  const { slot, vaultKey } = await authenticate(context, operatorId, passphrase, factor);
  return openSession(context, locks, operatorId, vaultKey, slot);
}

/**
 * Opens the session of a vault key, which is zeroed. An earlier session ends only when the new one stands.
 * @throws FieldsealError `vault.locked` when the vault was locked since `locks` were counted.
 */
export async function openSession(
  context: VaultContext,
  locks: number,
  operatorId: string,
  vaultKey: Bytes,
  slot: Pick<SlotRow, 'id' | 'tier'>,
): Promise<Session> {
  const operator = await requireStore(context).operators.get(operatorId);
  if (operator === undefined) throw new FieldsealError('vault.operator-unknown');
  const vaultKeys = await deriveVaultKeys(vaultKey, operatorId);
  await keepRecoverySlot(context, operator, vaultKey, vaultKeys.keysKey);
  zeroBytes(vaultKey);
  const operatorKeys = await openOperatorKeys(vaultKeys.keysKey, operatorId, operator.operatorKeys);
  const base = {
    operator,
    tier: slot.tier,
    slotId: slot.id,
    vaultKeys,
    operatorKeys,
    reviewed: new Map(),
  };
  const programme = await openProgramme(context, operator, vaultKeys, base);
  if (context.locks !== locks) throw new FieldsealError('vault.locked');
  closeSession(context);
  context.session = { ...base, programme };
  context.emit({ type: 'state-changed' });
  return sessionOf(context.session);
}
