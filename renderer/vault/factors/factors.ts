import type { AuditEvent } from '../../../shared/audit/audit-event.ts';
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

/** Another window may change the slots first; then a new passphrase is put on what it left. */
const MOST_TRIES = 3;

/** Ways to unlock of the operator who is signed in. Every change is one transaction. */
export function createFactorCalls(context: VaultContext): FactorApi {
  return {
    listFactors: () => listFactors(context),
    beginReauthentication: (tier) =>
      beginAuthentication(context, requireSession(context).operator.operatorId, tier),

    addFactor: (proof, factor, name) =>
      withVaultKey(context, proof, async (operatorId, vaultKey) => {
        const slot = await newSlot(context, operatorId, proof.passphrase, factor, name, vaultKey);
        const event = { kind: 'factor.added' as const, subject: slot.id, tier: slot.tier };
        await commit(context, operatorId, { written: [slot], deleted: [], event });
      }),

    replaceFactor: (proof, slotId, factor, name) =>
      withVaultKey(context, proof, async (operatorId, vaultKey) => {
        const old = await requireSlot(context, operatorId, slotId);
        const slot = await newSlot(context, operatorId, proof.passphrase, factor, name, vaultKey);
        const event = { kind: 'factor.replaced' as const, subject: slotId, tier: slot.tier };
        await commit(context, operatorId, { written: [slot], deleted: [slotId], event });
        return removed(old);
      }),

    removeFactor: (proof, slotId) =>
      withVaultKey(context, proof, async (operatorId) => {
        const old = await requireSlot(context, operatorId, slotId);
        const event = { kind: 'factor.removed' as const, subject: slotId, tier: old.tier };
        await commit(context, operatorId, { written: [], deleted: [slotId], event });
        return removed(old);
      }),

    changePassphrase: (proof, passphrase) =>
      withVaultKey(context, proof, async (operatorId, vaultKey) => {
        checkPassphraseLength(passphrase, await passphraseMinLength(context));
        for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
          if (await rewrapAll(context, operatorId, passphrase, vaultKey)) return;
        }
        throw new FieldsealError('vault.internal');
      }),
  };
}

/** Wraps every slot by the new passphrase; false where another window has added or removed one meanwhile. */
async function rewrapAll(
  context: VaultContext,
  operatorId: string,
  passphrase: string,
  vaultKey: Bytes,
): Promise<boolean> {
  const cost = await context.argon2Cost();
  const written: SlotRow[] = [];
  for (const slot of await slotsOf(requireStore(context), operatorId)) {
    written.push(await rewrapSlot(slot, passphrase, vaultKey, cost));
  }
  const event = { kind: 'passphrase.changed' as const, count: written.length };
  const areAll = (present: readonly SlotRow[]): boolean =>
    present.length === written.length &&
    written.every((slot) => present.some(({ id }) => id === slot.id));
  return commit(context, operatorId, { written, deleted: [], event, isFor: areAll });
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

/** Slots to be written and deleted together, and the event that tells of it. */
interface SlotChange {
  readonly written: readonly SlotRow[];
  readonly deleted: readonly string[];
  readonly event: AuditEvent;
  /** Whether the change was made for the slots that are there when it is written; absent: for any. */
  readonly isFor?: ((present: readonly SlotRow[]) => boolean) | undefined;
}

/**
 * Writes the change and its event. What is left must open by a tier that policy allows: checked where it is written,
 * since another window may have removed one meanwhile. False, with nothing written, when it is not for what is there.
 * @throws FieldsealError `vault.factor-last`, `vault.factor-unknown`, `vault.locked`.
 */
async function commit(
  context: VaultContext,
  operatorId: string,
  { written, deleted, event, isFor }: SlotChange,
): Promise<boolean> {
  const allowed = await allowedTiers(context);
  const store = requireStore(context);
  const { session } = context;
  if (session?.operator.operatorId !== operatorId) throw new FieldsealError('vault.locked');
  const done = await session.audit.commit(event, [store.slots], async () => {
    const present = await store.slots.where({ operatorId }).toArray();
    if (isFor?.(present) === false) return null;
    if (!deleted.every((id) => present.some((slot) => slot.id === id))) {
      throw new FieldsealError('vault.factor-unknown');
    }
    const kept = [...present, ...written].filter((slot) => !deleted.includes(slot.id));
    if (!kept.some((slot) => allowed.includes(slot.tier))) {
      throw new FieldsealError('vault.factor-last');
    }
    await store.slots.bulkPut([...written]);
    await store.slots.bulkDelete([...deleted]);
    return true;
  });
  return done !== null;
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
