import { createStore, type StoreApi } from 'zustand';
import type { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { createEpoch } from '../../app/epoch.ts';
import { asFailure } from '../../app/failure.ts';
import type { KeyOverview, KeyRenewal } from '../../vault/keys-api.ts';
import type { VaultApi } from '../../vault/vault-api.ts';

export interface KeysState {
  readonly overview: KeyOverview | null;
  /** How far the renewal under way is; null while none is running. */
  readonly progress: KeyRenewal | null;
  readonly isRenewing: boolean;
  readonly isStopping: boolean;
  readonly isDestroying: boolean;
  /** What was just done, until the next thing is. */
  readonly outcome: 'renewed' | { readonly destroyed: number } | null;
  readonly failure: FieldsealError | null;
  readonly load: () => Promise<void>;
  readonly renew: () => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly destroy: () => Promise<void>;
  /** What the vault tells while keys are renewed, also when the unlock began it. */
  readonly setProgress: (renewal: KeyRenewal | null) => void;
  readonly clear: () => void;
}

const EMPTY = {
  overview: null,
  progress: null,
  isRenewing: false,
  isStopping: false,
  isDestroying: false,
  outcome: null,
  failure: null,
} as const;

/** The keys of this laptop: their age, and renewing them. */
export function createKeysStore(vault: VaultApi): StoreApi<KeysState> {
  const epoch = createEpoch();
  return createStore<KeysState>()((set, get) => ({
    ...EMPTY,
    load: async () => {
      const put = epoch.guard<KeysState>(set);
      try {
        put({ overview: await vault.keyOverview(), failure: null });
      } catch (error) {
        put({ failure: asFailure(error) });
      }
    },
    renew: async () => {
      if (get().isRenewing) return;
      const put = epoch.guard<KeysState>(set);
      set({ isRenewing: true, isStopping: false, outcome: null, failure: null });
      try {
        await vault.renewKeys();
        await get().load();
        if (get().overview?.renewal === null) put({ outcome: 'renewed' });
      } catch (error) {
        put({ failure: asFailure(error) });
      } finally {
        put({ isRenewing: false, isStopping: false, progress: null });
      }
    },
    stop: async () => {
      set({ isStopping: true });
      await vault.stopRenewal();
    },
    destroy: async () => {
      const put = epoch.guard<KeysState>(set);
      set({ isDestroying: true, outcome: null, failure: null });
      try {
        const destroyed = await vault.destroyRetiredKeys();
        await get().load();
        put({ outcome: { destroyed } });
      } catch (error) {
        put({ failure: asFailure(error) });
      } finally {
        put({ isDestroying: false });
      }
    },
    setProgress: (renewal) => {
      const wasRunning = get().progress !== null;
      set({ progress: renewal });
      if (wasRunning && renewal === null && get().overview !== null) void get().load();
    },
    clear: () => {
      epoch.end();
      set(EMPTY);
    },
  }));
}
