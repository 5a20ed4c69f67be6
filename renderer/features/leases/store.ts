import { createStore, type StoreApi } from 'zustand';
import type { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { asFailure } from '../../app/failure.ts';
import type { Shell } from '../../shell/shell.ts';
import type { OperatorLease, RenewalReport } from '../../vault/lease-api.ts';
import type { VaultApi } from '../../vault/vault-api.ts';

const DAY_MS = 86_400_000;
/** "Ending soon": what the one press for many chooses. */
const SOON_DAYS = 30;

export interface LeaseState {
  readonly leases: readonly OperatorLease[] | null;
  /** Request hashes of the chosen ones. */
  readonly chosen: ReadonlySet<string>;
  readonly report: RenewalReport | null;
  readonly isBusy: boolean;
  readonly failure: FieldsealError | null;
  readonly load: () => Promise<void>;
  readonly toggle: (requestHash: string) => void;
  readonly chooseEnding: (now: number) => void;
  readonly chooseNone: () => void;
  readonly renew: () => Promise<void>;
  /** Saves the last renewals as a file. */
  readonly save: () => Promise<void>;
  readonly clear: () => void;
}

const EMPTY = {
  leases: null,
  chosen: new Set<string>(),
  report: null,
  isBusy: false,
  failure: null,
} as const;

/** Permissions of people on laptops, and lengthening them. */
export function createLeaseStore(vault: VaultApi, shell: Shell): StoreApi<LeaseState> {
  return createStore<LeaseState>()((set, get) => ({
    ...EMPTY,
    load: async () => {
      try {
        set({ leases: await vault.listLeases(), failure: null });
      } catch (error) {
        set({ failure: asFailure(error) });
      }
    },
    toggle: (requestHash) => {
      const chosen = new Set(get().chosen);
      if (!chosen.delete(requestHash)) chosen.add(requestHash);
      set({ chosen });
    },
    chooseEnding: (now) => {
      const ending = (get().leases ?? []).filter(
        (lease) => !lease.isRevoked && Date.parse(lease.leaseUntil) <= now + SOON_DAYS * DAY_MS,
      );
      set({ chosen: new Set(ending.map((lease) => lease.requestHash)) });
    },
    chooseNone: () => set({ chosen: new Set() }),
    renew: async () => {
      const { chosen, isBusy } = get();
      if (isBusy || chosen.size === 0) return;
      set({ isBusy: true, failure: null, report: null });
      try {
        const report = await vault.renewLeases([...chosen]);
        set({ report, chosen: new Set() });
        await get().load();
      } catch (error) {
        set({ failure: asFailure(error) });
      } finally {
        set({ isBusy: false });
      }
    },
    save: async () => {
      const { report } = get();
      if (report === null) return;
      try {
        await shell.saveFile('fieldseal-renewals.fslease', report.file);
      } catch (error) {
        set({ failure: asFailure(error) });
      }
    },
    clear: () => set(EMPTY),
  }));
}
