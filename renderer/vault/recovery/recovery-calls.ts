import { zeroBytes } from '../../../shared/crypto/index.ts';
import type { Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { createOperatorAudit } from '../audit/operator-audit.ts';
import { readRecoveryFile, writeRequestFile } from '../../../shared/recovery/recovery-file.ts';
import type { FactorProof } from '../factors-api.ts';
import { passphraseMinLength } from '../factors/list-factors.ts';
import { slotName } from '../factors/slot-name.ts';
import { hostTiers } from '../keys/host-tiers.ts';
import { loadKeyRings } from '../keys/key-rings.ts';
import { openOperatorKeys } from '../keys/operator-keys.ts';
import { checkPassphraseLength } from '../keys/passphrase-rule.ts';
import { makeSlot } from '../keys/slot.ts';
import { deriveVaultKeys } from '../keys/vault-keys.ts';
import type { RecoveryApi, RecoveryState } from '../recovery-api.ts';
import { allowedTiers, checkLease, requireOperator } from '../session/authenticate.ts';
import { openSession } from '../session/unlock.ts';
import { requireStore, type VaultContext } from '../vault-context.ts';
import {
  addAnswer,
  cancelCeremony,
  ceremonyState,
  closeAtServer,
  fetchAnswers,
  openByAnswers,
  requireCeremony,
  sendCeremony,
  startCeremony,
} from './ceremony.ts';
import { makeRecoverySlot, recoveryBundleOf } from './recovery-slot.ts';

type RecoveryCalls = Pick<
  RecoveryApi,
  | 'recoveryState'
  | 'beginRecovery'
  | 'exchangeRecovery'
  | 'recoveryRequestFile'
  | 'addRecoveryAnswer'
  | 'cancelRecovery'
  | 'finishRecovery'
>;

/** Getting back into a vault on its laptop. Whoever sits there may ask; the holders find out who it is. */
export function createRecoveryCalls(context: VaultContext): RecoveryCalls {
  return {
    recoveryState: (operatorId) => stateOf(context, operatorId),

    async beginRecovery(operatorId) {
      const bundle = await recoveryBundleOf(context, operatorId);
      await checkLease(context, await requireOperator(context, operatorId));
      await context.writes(() => startCeremony(context, bundle));
      context.emit({ type: 'state-changed' });
      return stateOf(context, operatorId);
    },

    async exchangeRecovery(operatorId) {
      const { subjectId } = (await recoveryBundleOf(context, operatorId)).binding;
      await sendCeremony(context, subjectId);
      await fetchAnswers(context, subjectId);
      return stateOf(context, operatorId);
    },

    async recoveryRequestFile(operatorId) {
      const { subjectId } = (await recoveryBundleOf(context, operatorId)).binding;
      const { request } = await requireCeremony(context, subjectId);
      const device = (await requireStore(context).read('programme'))?.deviceCode ?? '';
      return { name: `request-${device}.fsrecovery`, bytes: writeRequestFile(request) };
    },

    async addRecoveryAnswer(operatorId, bytes) {
      const { subjectId } = (await recoveryBundleOf(context, operatorId)).binding;
      const file = readRecoveryFile(bytes);
      if (file.kind !== 'answer') throw new FieldsealError('recovery.answer-not-ours');
      await addAnswer(context, subjectId, file.answer);
      return stateOf(context, operatorId);
    },

    async cancelRecovery(operatorId) {
      const { subjectId } = (await recoveryBundleOf(context, operatorId)).binding;
      await cancelCeremony(context, subjectId);
      context.emit({ type: 'state-changed' });
    },

    finishRecovery(operatorId, passphrase, factor, name) {
      const { locks } = context;
      return context.writes(() =>
        finishRecovery(context, locks, operatorId, passphrase, factor, name),
      );
    },
  };
}

async function stateOf(context: VaultContext, operatorId: string): Promise<RecoveryState> {
  await requireOperator(context, operatorId);
  const minimum = await passphraseMinLength(context);
  const bundle = await recoveryBundleOf(context, operatorId).catch(() => null);
  if (bundle === null) {
    return { isAvailable: false, passphraseMinLength: minimum, tiers: [], ceremony: null };
  }
  const { subjectId } = bundle.binding;
  const ceremony = await requireStore(context).recoveryCeremonies.get(subjectId);
  return {
    isAvailable: true,
    passphraseMinLength: minimum,
    tiers: await newTiers(context),
    ceremony: ceremony === undefined ? null : ceremonyState(bundle, ceremony),
  };
}

/**
 * Opens the vault key by the holders' answers and makes one new way to unlock in place of all old ones, in one
 * transaction with the event that tells of it: killed before, the recovery can be finished again; killed after, the
 * new passphrase opens.
 */
async function finishRecovery(
  context: VaultContext,
  locks: number,
  operatorId: string,
  passphrase: string,
  factor: FactorProof,
  name: string,
): Promise<void> {
  const operator = await requireOperator(context, operatorId);
  await checkLease(context, operator);
  checkPassphraseLength(passphrase, await passphraseMinLength(context));
  if (!(await newTiers(context)).includes(factor.tier)) {
    throw new FieldsealError('vault.slot-not-allowed', { tier: factor.tier });
  }
  const bundle = await recoveryBundleOf(context, operatorId);
  const ceremony = await requireCeremony(context, bundle.binding.subjectId);
  const vaultKey = await openByAnswers(context, bundle);
  let share: Bytes | undefined;
  try {
    const verified = await context.ceremonies.finishRegistration(operatorId, factor);
    share = verified.bytes;
    const store = requireStore(context);
    const vaultKeys = await deriveVaultKeys(vaultKey, operatorId);
    // Before anything is replaced: the key that came back must be the one that this vault was made with.
    const rings = await loadKeyRings(store, operatorId, vaultKeys);
    await openOperatorKeys(rings, operatorId, operator.operatorKeys);
    const now = context.deps.now();
    const slot = await makeSlot(operatorId, passphrase, verified, vaultKey, {
      cost: await context.argon2Cost(),
      name: slotName(name),
      createdAt: now.toISOString(),
    });
    // Its shares are made by the session, which knows whose programme this laptop holds.
    const recoverySlot = await makeRecoverySlot(
      operator,
      vaultKey,
      vaultKeys.keysKey,
      undefined,
      now,
    );
    const { auditKey } = vaultKeys;
    const isStarted = operator.contentVersion === 2;
    const audit = createOperatorAudit(store, { operatorId, auditKey, isStarted }, context.deps.now);
    const event = { kind: 'recovery.completed' as const, subject: slot.id, tier: slot.tier };
    const tables = [store.slots, store.recoverySlots, store.recoveryCeremonies];
    await audit.commit(event, tables, async () => {
      // Given up while the passphrase was stretched.
      await requireCeremony(context, bundle.binding.subjectId);
      await store.slots.where({ operatorId }).delete();
      await store.slots.add(slot);
      await store.recoverySlots.put(recoverySlot);
      await store.recoveryCeremonies.delete(bundle.binding.subjectId);
      await store.operators.update(operatorId, { failedAttempts: 0, backOffUntil: null });
      return true;
    });
    await openSession(context, locks, operatorId, vaultKey, slot, operator.failedAttempts);
  } finally {
    zeroBytes(vaultKey);
    if (share !== undefined) zeroBytes(share);
  }
  void closeAtServer(context, ceremony);
}

async function newTiers(context: VaultContext): Promise<RecoveryState['tiers']> {
  const allowed = await allowedTiers(context);
  return hostTiers(context).filter((tier) => allowed.includes(tier));
}
