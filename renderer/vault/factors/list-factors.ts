import type { SlotRow } from '../database/rows.ts';
import type { FactorList } from '../factors-api.ts';
import { hostTiers } from '../keys/host-tiers.ts';
import { slotsOf } from '../keys/slots-of.ts';
import { allowedTiers } from '../session/authenticate.ts';
import { storedPack } from '../session/stored-pack.ts';
import { requireSession, requireStore, type VaultContext } from '../vault-context.ts';

/** Until a signed pack says otherwise. */
const DEFAULT_PASSPHRASE_LENGTH = 12;

/** The signed-in operator's ways to unlock. */
export async function listFactors(context: VaultContext): Promise<FactorList> {
  const { operator, slotId } = requireSession(context);
  const store = requireStore(context);
  const slots = await slotsOf(store, operator.operatorId);
  const allowed = await allowedTiers(context);
  const shares = (await store.recoverySlots.get(operator.operatorId))?.shares ?? null;
  const others = (slot: SlotRow): readonly SlotRow[] => slots.filter(({ id }) => id !== slot.id);
  return {
    factors: slots.map((slot) => ({
      id: slot.id,
      tier: slot.tier,
      name: slot.name ?? '',
      createdAt: slot.createdAt ?? null,
      lastUsedAt: slot.lastUsedAt ?? null,
      isInUse: slot.id === slotId,
      mayRemove: others(slot).some(({ tier }) => allowed.includes(tier)),
    })),
    addable: hostTiers(context).filter(
      (tier) =>
        allowed.includes(tier) &&
        // A second one of the same passphrase would be the same way.
        !(tier === 'passphrase-only' && slots.some((slot) => slot.tier === tier)),
    ),
    passphraseMinLength: await passphraseMinLength(context),
    recovery:
      shares === null
        ? null
        : { needed: shares.threshold, holders: shares.shares.map(({ holder }) => holder) },
  };
}

/** How long a new passphrase must be. */
export async function passphraseMinLength(context: VaultContext): Promise<number> {
  const pack = await storedPack(context);
  return pack?.policy.passphraseMinLength ?? DEFAULT_PASSPHRASE_LENGTH;
}
