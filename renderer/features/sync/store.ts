import { createStore, type StoreApi } from 'zustand';
import type { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { SyncOutcome } from '../../app/auto-sync.ts';
import { asFailure } from '../../app/failure.ts';
import type {
  BatchSummary,
  RecordCounts,
  SyncProgress,
  SyncReport,
  VaultApi,
} from '../../vault/vault-api.ts';

export interface SyncState {
  readonly counts: RecordCounts | null;
  readonly batches: readonly BatchSummary[] | null;
  readonly progress: SyncProgress | null;
  readonly report: SyncReport | null;
  readonly isSyncing: boolean;
  readonly isStopping: boolean;
  readonly failure: FieldsealError | null;
  readonly load: () => Promise<void>;
  readonly sync: () => Promise<void>;
  /** The same without being asked for: what fails is not shown, since nobody waits for it. */
  readonly syncByItself: () => Promise<SyncOutcome>;
  /** Ends it after the piece that is on its way. */
  readonly stop: () => Promise<void>;
  readonly setProgress: (progress: SyncProgress) => void;
  readonly clear: () => void;
}

const EMPTY = {
  counts: null,
  batches: null,
  progress: null,
  report: null,
  isSyncing: false,
  isStopping: false,
  failure: null,
} as const;

/** What waits to be sent, and sending it. */
export function createSyncStore(vault: VaultApi): StoreApi<SyncState> {
  return createStore<SyncState>()((set, get) => ({
    ...EMPTY,
    load: async () => {
      try {
        const [counts, batches] = await Promise.all([vault.counts(), vault.listBatches()]);
        set({ counts, batches });
      } catch (error) {
        set({ failure: asFailure(error) });
      }
    },
    sync: async () => {
      if (get().isSyncing) return;
      set({ isSyncing: true, failure: null, report: null, progress: null });
      try {
        set({ report: await vault.sync() });
      } catch (error) {
        set({ failure: asFailure(error) });
      } finally {
        set({ isSyncing: false, isStopping: false, progress: null });
      }
      await get().load();
    },
    syncByItself: async () => {
      if (get().isSyncing) return 'not-asked';
      set({ isSyncing: true, progress: null });
      try {
        set({ report: await vault.sync(), failure: null });
        // Under a lock nothing is on the screen that would have to follow.
        if (get().counts !== null) await get().load();
        return 'done';
      } catch (error) {
        return asFailure(error).retryable ? 'failed' : 'refused';
      } finally {
        set({ isSyncing: false, isStopping: false, progress: null });
      }
    },
    stop: async () => {
      set({ isStopping: true });
      try {
        await vault.stopSync();
      } catch (error) {
        set({ isStopping: false, failure: asFailure(error) });
      }
    },
    setProgress: (progress) => {
      if (get().isSyncing) set({ progress });
    },
    clear: () => set(EMPTY),
  }));
}
