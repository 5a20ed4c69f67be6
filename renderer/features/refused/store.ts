import { createStore, type StoreApi } from 'zustand';
import type { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { createEpoch } from '../../app/epoch.ts';
import { asFailure } from '../../app/failure.ts';
import type { RefusedRecords, SendAgainReport, VaultApi } from '../../vault/vault-api.ts';

export interface RefusedState {
  readonly refused: RefusedRecords | null;
  readonly isSending: boolean;
  readonly report: SendAgainReport | null;
  readonly failure: FieldsealError | null;
  readonly load: () => Promise<void>;
  /** Seals these anew, as they are; the next sync sends them. */
  readonly sendAgain: (recordIds: readonly string[]) => Promise<void>;
  /** Shows why a record could not be opened for mending. */
  readonly fail: (failure: FieldsealError | null) => void;
  readonly clear: () => void;
}

const EMPTY = { refused: null, isSending: false, report: null, failure: null } as const;

/** What the server refused: the reasons, and what helps. */
export function createRefusedStore(vault: VaultApi): StoreApi<RefusedState> {
  const epoch = createEpoch();
  return createStore<RefusedState>()((set, get) => ({
    ...EMPTY,
    load: async () => {
      const put = epoch.guard<RefusedState>(set);
      try {
        put({ refused: await vault.listRefused() });
      } catch (error) {
        put({ failure: asFailure(error) });
      }
    },
    sendAgain: async (recordIds) => {
      if (get().isSending) return;
      const put = epoch.guard<RefusedState>(set);
      set({ isSending: true, report: null, failure: null });
      try {
        put({ report: await vault.sendAgain(recordIds) });
      } catch (error) {
        put({ failure: asFailure(error) });
      } finally {
        put({ isSending: false });
      }
      await get().load();
    },
    fail: (failure) => set({ failure }),
    clear: () => {
      epoch.end();
      set(EMPTY);
    },
  }));
}
