import { createStore, type StoreApi } from 'zustand';
import type { Shell, ShellStorage } from '../../shell/shell.ts';

export interface StorageState {
  /** Null until the host has answered, or where it can't. */
  readonly storage: ShellStorage | null;
  /** The person has read that the browser may clear the store away; they are told again at the next start. */
  readonly hasReadClearable: boolean;
  /** Asks the host again. A host that can't answer is no fault: saving says by itself when there is no room. */
  readonly check: () => Promise<void>;
  readonly readClearable: () => void;
}

/** The room that is left on this laptop. Nothing in it is secret. */
export function createStorageStore(shell: Shell): StoreApi<StorageState> {
  return createStore<StorageState>()((set) => ({
    storage: null,
    hasReadClearable: false,
    readClearable: () => {
      set({ hasReadClearable: true });
    },
    check: async () => {
      set({ storage: await shell.storage().catch(() => null) });
    },
  }));
}
