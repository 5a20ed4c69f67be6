import { createStore, type StoreApi } from 'zustand';
import type { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { LossReport } from '../../../shared/sync/loss-report.ts';
import { asFailure } from '../../app/failure.ts';
import type { RenewedReviewKeys, VaultApi } from '../../vault/vault-api.ts';

export interface LossState {
  /** The laptop that is looked at; null: none. */
  readonly deviceId: string | null;
  readonly report: LossReport | null;
  readonly isBusy: boolean;
  readonly failure: FieldsealError | null;
  readonly open: (deviceId: string) => Promise<void>;
  readonly close: () => void;
  readonly revoke: () => Promise<boolean>;
  /** Begins a new review period of the areas whose keys were on the laptop; null where it failed. */
  readonly renewKeys: () => Promise<RenewedReviewKeys | null>;
  readonly clear: () => void;
}

const EMPTY = { deviceId: null, report: null, isBusy: false, failure: null } as const;

/** What a laptop's loss means. */
export function createLossStore(vault: VaultApi): StoreApi<LossState> {
  return createStore<LossState>()((set, get) => {
    /** One thing at a time, and the report as it is afterwards; null where it failed. */
    async function whileBusy<T>(work: (deviceId: string) => Promise<T>): Promise<T | null> {
      const { deviceId, isBusy } = get();
      if (deviceId === null || isBusy) return null;
      set({ isBusy: true, failure: null });
      try {
        const done = await work(deviceId);
        set({ report: await vault.lossReport(deviceId) });
        return done;
      } catch (error) {
        set({ failure: asFailure(error) });
        return null;
      } finally {
        set({ isBusy: false });
      }
    }

    return {
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
        const done = await whileBusy((deviceId) => vault.revokeDevice(deviceId).then(() => true));
        return done ?? false;
      },
      renewKeys: () =>
        whileBusy((deviceId) => {
          const areaIds = get().report?.reviewKeys.map(({ areaId }) => areaId) ?? [];
          return vault.renewReviewKeys(areaIds, deviceId);
        }),
      clear: () => set(EMPTY),
    };
  });
}
