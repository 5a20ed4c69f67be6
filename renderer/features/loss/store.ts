import { createStore, type StoreApi } from 'zustand';
import type { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { LossReport } from '../../../shared/sync/loss-report.ts';
import { asFailure } from '../../app/failure.ts';
import type { VaultApi } from '../../vault/vault-api.ts';

export interface LossState {
  /** The laptop that is looked at; null: none. */
  readonly deviceId: string | null;
  readonly report: LossReport | null;
  readonly isBusy: boolean;
  readonly failure: FieldsealError | null;
  readonly open: (deviceId: string) => Promise<void>;
  readonly close: () => void;
  readonly revoke: () => Promise<boolean>;
  readonly clear: () => void;
}

const EMPTY = { deviceId: null, report: null, isBusy: false, failure: null } as const;

/** What a laptop's loss means. */
export function createLossStore(vault: VaultApi): StoreApi<LossState> {
  return createStore<LossState>()((set, get) => ({
    ...EMPTY,
    open: async (deviceId) => {
      set({ ...EMPTY, deviceId });
      try {
        const report = await vault.lossReport(deviceId);
        if (get().deviceId === deviceId) set({ report });
      } catch (error) {
        if (get().deviceId === deviceId) set({ failure: asFailure(error) });
      }
    },
    close: () => set(EMPTY),
    revoke: async () => {
      const { deviceId, isBusy } = get();
      if (deviceId === null || isBusy) return false;
      set({ isBusy: true, failure: null });
      try {
        await vault.revokeDevice(deviceId);
        set({ report: await vault.lossReport(deviceId) });
        return true;
      } catch (error) {
        set({ failure: asFailure(error) });
        return false;
      } finally {
        set({ isBusy: false });
      }
    },
    clear: () => set(EMPTY),
  }));
}
