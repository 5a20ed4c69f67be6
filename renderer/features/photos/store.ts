import { createStore, type StoreApi } from 'zustand';
import type { AttachedAnswer } from '../../../shared/forms/form-definition.ts';
import type { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { createEpoch } from '../../app/epoch.ts';
import { asFailure } from '../../app/failure.ts';
import type { LoadedPhoto } from '../../vault/photos-api.ts';
import type { VaultApi } from '../../vault/vault-api.ts';

/** A photo as a screen shows it. */
export type ShownPhoto =
  | LoadedPhoto
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly failure: FieldsealError };

export interface PhotosState {
  /** By hash; only of photos that are on the screen. */
  readonly shown: Readonly<Record<string, ShownPhoto>>;
  /** A place on the screen shows the photo; it is loaded once for all of them. */
  readonly hold: (recordId: string, photo: AttachedAnswer) => Promise<void>;
  /** The place is gone; with the last one the photo goes from memory. */
  readonly release: (photo: AttachedAnswer) => void;
  readonly retry: (recordId: string, photo: AttachedAnswer) => Promise<void>;
  readonly clear: () => void;
}

/** The photos on the screen, loaded once however often they are shown, and kept no longer. */
export function createPhotosStore(vault: VaultApi): StoreApi<PhotosState> {
  const epoch = createEpoch();
  const places = new Map<string, number>();
  return createStore<PhotosState>()((set, get) => {
    const load = async (recordId: string, photo: AttachedAnswer): Promise<void> => {
      const { hash } = photo.attachment;
      const put = epoch.guard<PhotosState>(set);
      const show = (shown: ShownPhoto): void => {
        if (places.has(hash)) put({ shown: { ...get().shown, [hash]: shown } });
      };
      show({ state: 'loading' });
      try {
        show(await vault.loadPhoto(recordId, photo));
      } catch (error) {
        show({ state: 'failed', failure: asFailure(error) });
      }
    };
    return {
      shown: {},
      hold: async (recordId, photo) => {
        const { hash } = photo.attachment;
        const count = places.get(hash) ?? 0;
        places.set(hash, count + 1);
        if (count === 0) await load(recordId, photo);
      },
      release: ({ attachment: { hash } }) => {
        const count = places.get(hash) ?? 0;
        if (count > 1) places.set(hash, count - 1);
        else {
          places.delete(hash);
          const kept = Object.entries(get().shown).filter(([other]) => other !== hash);
          set({ shown: Object.fromEntries(kept) });
        }
      },
      retry: load,
      clear: () => {
        epoch.end();
        places.clear();
        set({ shown: {} });
      },
    };
  });
}
