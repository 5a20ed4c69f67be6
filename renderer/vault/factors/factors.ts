import { zeroBytes } from '../../../shared/crypto/index.ts';
import type { Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { SlotRow } from '../database/rows.ts';
import type { FactorApi, FactorProof, Reauthentication, RemovedFactor } from '../factors-api.ts';
import { hostTiers } from '../keys/host-tiers.ts';
import { checkPassphraseLength } from '../keys/passphrase-rule.ts';
import { makeSlot, rewrapSlot } from '../keys/slot.ts';
import { slotsOf } from '../keys/slots-of.ts';
import { allowedTiers, authenticate, beginAuthentication } from '../session/authenticate.ts';
import { requireSession, requireStore, type VaultContext } from '../vault-context.ts';
import { listFactors, passphraseMinLength } from './list-factors.ts';
import { slotName } from './slot-name.ts';

/** Ways to unlock of the operator who is signed in. Every change is one transaction. */
export function createFactorCalls(context: VaultContext): FactorApi {
  return {
    listFactors: () => listFactors(context),
    beginReauthentication: (tier) =>
      beginAuthentication(context, requireSession(context).operator.operatorId, tier),

    addFactor: (proof, factor, name) =>
      withVaultKey(context, proof, async (operatorId, vaultKey) => {
        const slot = await newSlot(context, operatorId, proof.passphrase, factor, name, vaultKey);
        await commit(context, operatorId, [slot], []);
        context.audit.later({ kind: 'factor.added', subject: slot.id, tier: slot.tier });
      }),

    replaceFactor: (proof, slotId, factor, name) =>
      withVaultKey(context, proof, async (operatorId, vaultKey) => {
        const old = await requireSlot(context, operatorId, slotId);
        const slot = await newSlot(context, operatorId, proof.passphrase, factor, name, vaultKey);
        await commit(context, operatorId, [slot], [slotId]);
        context.audit.later({ kind: 'factor.replaced', subject: slotId, tier: slot.tier });
        return removed(old);
      }),

    removeFactor: (proof, slotId) =>
      withVaultKey(context, proof, async (operatorId) => {
        const old = await requireSlot(context, operatorId, slotId);
        await commit(context, operatorId, [], [slotId]);
        context.audit.later({ kind: 'factor.removed', subject: slotId, tier: old.tier });
        return removed(old);
      }),

    changePassphrase: (proof, passphrase) =>
      withVaultKey(context, proof, async (operatorId, vaultKey) => {
        checkPassphraseLength(passphrase, await passphraseMinLength(context));
        const cost = await context.argon2Cost();
        const rewrapped: SlotRow[] = [];
        for (const slot of await slotsOf(requireStore(context), operatorId)) {
          rewrapped.push(await rewrapSlot(slot, passphrase, vaultKey, cost));
        }
        await commit(context, operatorId, rewrapped, []);
        context.audit.later({ kind: 'passphrase.changed', count: rewrapped.length });
      }),
  };
}

/** Opens the vault key by passphrase and factor for one change, and zeroes it. */
function withVaultKey<T>(
  context: VaultContext,
  proof: Reauthentication,
  work: (operatorId: string, vaultKey: Bytes) => Promise<T>,
): Promise<T> {
  return context.writes(async () => {
    const { operatorId } = requireSession(context).operator;
    const { vaultKey } = await authenticate(context, operatorId, proof.passphrase, proof.factor);
    try {
      return await work(operatorId, vaultKey);
    } finally {
      zeroBytes(vaultKey);
      context.emit({ type: 'state-changed' });
    }
  });
}

async function newSlot(
  context: VaultContext,
  operatorId: string,
  passphrase: string,
  factor: FactorProof,
  name: string,
  vaultKey: Bytes,
): Promise<SlotRow> {
  const isAllowed =
    hostTiers(context).includes(factor.tier) && (await allowedTiers(context)).includes(factor.tier);
  if (!isAllowed) throw new FieldsealError('vault.slot-not-allowed', { tier: factor.tier });
  const verified = await context.ceremonies.finishRegistration(operatorId, factor);
  try {
    return await makeSlot(operatorId, passphrase, verified, vaultKey, {
      cost: await context.argon2Cost(),
      name: slotName(name),
      createdAt: context.deps.now().toISOString(),
    });
  } finally {
    zeroBytes(verified.bytes);
  }
}

/**
 * Writes and deletes slots together. What is left must open by a tier that policy allows: checked where it is
 * written, since another window may have removed one meanwhile.
 * @throws FieldsealError `vault.factor-last`, `vault.factor-unknown`, `vault.locked`.
 */
async function commit(
  context: VaultContext,
  operatorId: string,
  written: readonly SlotRow[],
  deleted: readonly string[],
): Promise<void> {
  const allowed = await allowedTiers(context);
  const store = requireStore(context);
  if (context.session?.operator.operatorId !== operatorId) throw new FieldsealError('vault.locked');
  await store.transaction('rw', store.slots, async () => {
    const present = await store.slots.where({ operatorId }).toArray();
    if (!deleted.every((id) => present.some((slot) => slot.id === id))) {
      throw new FieldsealError('vault.factor-unknown');
    }
    const kept = [...present, ...written].filter((slot) => !deleted.includes(slot.id));
    if (!kept.some((slot) => allowed.includes(slot.tier))) {
      throw new FieldsealError('vault.factor-last');
    }
    await store.slots.bulkPut([...written]);
    await store.slots.bulkDelete([...deleted]);
  });
}

async function requireSlot(
  context: VaultContext,
  operatorId: string,
  slotId: string,
): Promise<SlotRow> {
  const slot = await requireStore(context).slots.get(slotId);
  if (slot?.operatorId !== operatorId) throw new FieldsealError('vault.factor-unknown');
  return slot;
}

function removed(slot: SlotRow): RemovedFactor {
  return { tier: slot.tier, credentialId: slot.credentialId };
}
