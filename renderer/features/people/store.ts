import { createStore, type StoreApi } from 'zustand';
import type { Assignment } from '../../../shared/domain/assignment.ts';
import type { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { asFailure } from '../../app/failure.ts';
import type { Shell } from '../../shell/shell.ts';
import type { IssuedCode, PeopleView } from '../../vault/people-api.ts';
import type { VaultApi } from '../../vault/vault-api.ts';

/** What of the people is looked at. A new person has an id before they are sent, so that sending again adds nobody twice. */
export type PeoplePlace =
  | { readonly kind: 'list' }
  | { readonly kind: 'add'; readonly operatorId: string }
  | { readonly kind: 'person' | 'change'; readonly operatorId: string };

export interface PeopleState {
  readonly view: PeopleView | null;
  readonly place: PeoplePlace;
  readonly search: string;
  /** The code that was made last, which exists nowhere else; it goes with the place. */
  readonly issued: IssuedCode | null;
  readonly isBusy: boolean;
  readonly failure: FieldsealError | null;
  readonly load: () => Promise<void>;
  readonly go: (place: PeoplePlace) => void;
  readonly setSearch: (search: string) => void;
  readonly add: (name: string, assignments: readonly Assignment[]) => Promise<void>;
  readonly issueCode: (operatorId: string) => Promise<void>;
  /** Answers whether it was done, to the end. */
  readonly change: (operatorId: string, next: readonly Assignment[]) => Promise<boolean>;
  /** Saves what somebody is for their laptops without a network; answers whether a file was saved. */
  readonly saveFile: (operatorId: string) => Promise<boolean>;
  readonly clear: () => void;
}

const EMPTY = {
  view: null,
  place: { kind: 'list' },
  search: '',
  issued: null,
  isBusy: false,
  failure: null,
} as const;

/** Who is what. */
export function createPeopleStore(vault: VaultApi, shell: Shell): StoreApi<PeopleState> {
  return createStore<PeopleState>()((set, get) => {
    /** One thing at a time, and the list as it is afterwards; null where it failed. */
    async function whileBusy<T>(work: () => Promise<T>): Promise<T | null> {
      if (get().isBusy) return null;
      set({ isBusy: true, failure: null });
      let failure: FieldsealError | null = null;
      const done = await work().catch((error: unknown) => {
        failure = asFailure(error);
        return null;
      });
      // What was done in part shows too.
      const view = await vault.listPeople().catch(() => get().view);
      set({ view, failure, isBusy: false });
      return done;
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
      go: (place) => set({ place, issued: null, failure: null }),
      setSearch: (search) => set({ search }),
      add: async (name, assignments) => {
        const { place } = get();
        if (place.kind !== 'add') return;
        const { operatorId } = place;
        const issued = await whileBusy(() => vault.addPerson(operatorId, name, assignments));
        if (issued !== null) set({ issued, place: { kind: 'person', operatorId } });
      },
      issueCode: async (operatorId) => {
        const issued = await whileBusy(() => vault.issueCode(operatorId));
        if (issued !== null) set({ issued });
      },
      change: async (operatorId, next) => {
        const done = await whileBusy(() =>
          vault.changeAssignments(operatorId, next).then(() => true),
        );
        return done ?? false;
      },
      saveFile: async (operatorId) => {
        const saved = await whileBusy(async () => {
          const { name, bytes } = await vault.assignmentFile(operatorId);
          return shell.saveFile(name, bytes);
        });
        return saved ?? false;
      },
      clear: () => set(EMPTY),
    };
  });
}
