import { createStore, type StoreApi } from 'zustand';
import type { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { createEpoch } from '../../app/epoch.ts';
import { asFailure } from '../../app/failure.ts';
import type { RefusedPhoto } from '../../vault/photos-api.ts';
import type { RefusedRecords, SendAgainReport, VaultApi } from '../../vault/vault-api.ts';

export interface RefusedState {
  readonly refused: RefusedRecords | null;
  /** Photos that were refused apart from their registrations. */
  readonly photos: readonly RefusedPhoto[] | null;
  readonly isSending: boolean;
  readonly report: SendAgainReport | null;
  /** What sending photos again came to; `lost`: their bytes are damaged here. */
  readonly photosReport: { readonly again: number; readonly lost: number } | null;
  readonly failure: FieldsealError | null;
  readonly load: () => Promise<void>;
  /** Seals these anew, as they are; the next sync sends them. */
  readonly sendAgain: (recordIds: readonly string[]) => Promise<void>;
  /** Signs these photos anew; the next sync sends them. */
  readonly sendPhotosAgain: (hashes: readonly string[]) => Promise<void>;
  /** Shows why a record could not be opened for mending. */
  readonly fail: (failure: FieldsealError | null) => void;
  readonly clear: () => void;
}

const EMPTY = {
  refused: null,
  photos: null,
  isSending: false,
  report: null,
  photosReport: null,
  failure: null,
} as const;

/** What the server refused: the reasons, and what helps. */
export function createRefusedStore(vault: VaultApi): StoreApi<RefusedState> {
  const epoch = createEpoch();
  return createStore<RefusedState>()((set, get) => ({
    ...EMPTY,
    load: async () => {
      const put = epoch.guard<RefusedState>(set);
      try {
        const [refused, photos] = await Promise.all([
          vault.listRefused(),
          vault.listRefusedPhotos(),
        ]);
        put({ refused, photos });
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
    sendPhotosAgain: async (hashes) => {
      if (get().isSending) return;
      const put = epoch.guard<RefusedState>(set);
      set({ isSending: true, photosReport: null, failure: null });
      try {
        const again = await vault.sendPhotosAgain(hashes);
        put({ photosReport: { again, lost: hashes.length - again } });
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
