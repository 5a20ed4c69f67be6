import { createStore, type StoreApi } from 'zustand';
import type { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { asFailure } from '../../app/failure.ts';
import type { RoleContent } from '../../vault/roles-api.ts';
import type { PeopleView } from '../../vault/people-api.ts';
import type { VaultApi } from '../../vault/vault-api.ts';

export interface RolesState {
  /** Who holds what, and whether roles may be changed; null before it is there. */
  readonly view: PeopleView | null;
  /** The role that is written: `null` inside is a new one. */
  readonly editing: { readonly id: string | null } | null;
  readonly isBusy: boolean;
  readonly failure: FieldsealError | null;
  readonly load: () => Promise<void>;
  readonly edit: (id: string | null) => void;
  readonly close: () => void;
  /** Each answers whether it was done. */
  readonly save: (content: RoleContent) => Promise<boolean>;
  readonly remove: (id: string) => Promise<boolean>;
  readonly clear: () => void;
}

const EMPTY = { view: null, editing: null, isBusy: false, failure: null } as const;

/** Roles of the programme's own. */
export function createRolesStore(vault: VaultApi): StoreApi<RolesState> {
  return createStore<RolesState>()((set, get) => {
    async function whileBusy(work: () => Promise<unknown>): Promise<boolean> {
      if (get().isBusy) return false;
      set({ isBusy: true, failure: null });
      try {
        await work();
        return true;
      } catch (error) {
        set({ failure: asFailure(error) });
        return false;
      } finally {
        set({ isBusy: false });
      }
    }

    return {
      ...EMPTY,
      load: async () => {
        try {
          set({ view: await vault.listPeople(), failure: null });
        } catch (error) {
          set({ failure: asFailure(error) });
        }
      },
      edit: (id) => set({ editing: { id }, failure: null }),
      close: () => set({ editing: null, failure: null }),
      save: async (content) => {
        const { editing } = get();
        if (editing === null) return false;
        const isDone = await whileBusy(() => vault.saveRole(editing.id, content));
        if (isDone) set({ editing: null });
        return isDone;
      },
      remove: (id) => whileBusy(() => vault.removeRole(id)),
      clear: () => set(EMPTY),
    };
  });
}
