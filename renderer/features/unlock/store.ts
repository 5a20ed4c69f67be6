import { createStore, type StoreApi } from 'zustand';
import type { SlotTier } from '../../../shared/domain/programme.ts';
import type { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { asFailure } from '../../app/failure.ts';
import { assertFactor } from '../../shell/webauthn.ts';
import type { Shell } from '../../shell/shell.ts';
import type { VaultApi } from '../../vault/vault-api.ts';

export interface UnlockState {
  readonly operatorId: string | null;
  /** The way chosen; null: the person's strongest. */
  readonly tier: SlotTier | null;
  readonly isBusy: boolean;
  readonly failure: FieldsealError | null;
  readonly chooseTier: (tier: SlotTier) => void;
  readonly pick: (operatorId: string | null) => void;
  /** Answers true when the vault is open. */
  readonly unlock: (passphrase: string) => Promise<boolean>;
  readonly clear: () => void;
}

const EMPTY = { operatorId: null, tier: null, isBusy: false, failure: null } as const;

/** Unlocking; the passphrase passes through and is never kept here. */
export function createUnlockStore(vault: VaultApi, shell: Shell): StoreApi<UnlockState> {
  return createStore<UnlockState>()((set, get) => ({
    ...EMPTY,
    pick: (operatorId) => set({ operatorId, tier: null, failure: null }),
    chooseTier: (tier) => set({ tier, failure: null }),
    unlock: async (passphrase) => {
      const { operatorId, tier, isBusy } = get();
      if (operatorId === null || isBusy) return false;
      set({ isBusy: true, failure: null });
      try {
        const challenge = await vault.beginUnlock(operatorId, tier ?? undefined);
        const factor = await assertFactor(shell, operatorId, challenge);
        await vault.unlock(operatorId, passphrase, factor);
        set(EMPTY);
        return true;
      } catch (error) {
        set({ isBusy: false, failure: asFailure(error) });
        return false;
      }
    },
    clear: () => set(EMPTY),
  }));
}
