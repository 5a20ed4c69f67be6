import { createStore, type StoreApi } from 'zustand';
import type { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { asFailure } from '../../app/failure.ts';
import type { VaultApi } from '../../vault/vault-api.ts';

export interface RenewalState {
  readonly isBusy: boolean;
  readonly failure: FieldsealError | null;
  readonly delivered: number | null;
  readonly renewed: number | null;
  /** Sends and fetches by the laptop's own key; nobody has to be signed in. */
  readonly sync: () => Promise<void>;
  readonly loadFile: (file: Blob) => Promise<void>;
  readonly clear: () => void;
}

const EMPTY = { isBusy: false, failure: null, delivered: null, renewed: null } as const;

/** Delivering and renewing while the vault is locked, or cannot be opened because the lease is over. */
export function createRenewalStore(vault: VaultApi): StoreApi<RenewalState> {
  return createStore<RenewalState>()((set, get) => {
    const run = async (work: () => Promise<Partial<RenewalState>>): Promise<void> => {
      if (get().isBusy) return;
      set({ ...EMPTY, isBusy: true });
      try {
        set(await work());
      } catch (error) {
        set({ failure: asFailure(error) });
      } finally {
        set({ isBusy: false });
      }
    };
    return {
      ...EMPTY,
      sync: () =>
        run(async () => {
          const report = await vault.sync();
          return {
            delivered: report.accepted + report.alreadyHeld,
            renewed: report.leasesRenewed ?? 0,
          };
        }),
      loadFile: (file) =>
        run(async () => ({
          renewed: await vault.applyLeaseFile(new Uint8Array(await file.arrayBuffer())),
        })),
      clear: () => set(EMPTY),
    };
  });
}
