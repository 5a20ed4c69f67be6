import { createStore, type StoreApi } from 'zustand';
import type { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { createEpoch } from '../../app/epoch.ts';
import { asFailure } from '../../app/failure.ts';
import type {
  DraftSummary,
  RecordCounts,
  RecordSummary,
  SearchQuery,
  VaultApi,
} from '../../vault/vault-api.ts';

export const PAGE_SIZE = 20;

export interface HomeState {
  readonly counts: RecordCounts | null;
  readonly drafts: readonly DraftSummary[] | null;
  readonly records: readonly RecordSummary[] | null;
  readonly next: string | null;
  readonly isLoadingMore: boolean;
  readonly searchBy: SearchQuery['by'];
  readonly searchText: string;
  /** Null while no search is on. */
  readonly found: readonly RecordSummary[] | null;
  readonly isSearching: boolean;
  readonly failure: FieldsealError | null;
  readonly load: () => Promise<void>;
  readonly loadMore: () => Promise<void>;
  readonly setSearch: (by: SearchQuery['by'], text: string) => void;
  readonly search: () => Promise<void>;
  readonly endSearch: () => void;
  readonly discardDraft: (id: string) => Promise<void>;
  readonly clear: () => void;
}

const EMPTY = {
  counts: null,
  drafts: null,
  records: null,
  next: null,
  isLoadingMore: false,
  searchBy: 'name',
  searchText: '',
  found: null,
  isSearching: false,
  failure: null,
} as const;

/** Registrations of this laptop: counts, drafts, pages, search. */
export function createHomeStore(vault: VaultApi): StoreApi<HomeState> {
  const epoch = createEpoch();
  return createStore<HomeState>()((set, get) => ({
    ...EMPTY,
    load: async () => {
      const put = epoch.guard<HomeState>(set);
      try {
        const shown = Math.max(PAGE_SIZE, get().records?.length ?? 0);
        const [counts, drafts, page] = await Promise.all([
          vault.counts(),
          vault.listDrafts(),
          vault.listRecords(null, shown),
        ]);
        put({ counts, drafts, records: page.records, next: page.next, failure: null });
      } catch (error) {
        put({ failure: asFailure(error) });
      }
    },
    loadMore: async () => {
      const { next, records, isLoadingMore } = get();
      if (next === null || isLoadingMore) return;
      const put = epoch.guard<HomeState>(set);
      set({ isLoadingMore: true });
      try {
        const page = await vault.listRecords(next, PAGE_SIZE);
        put({ records: [...(records ?? []), ...page.records], next: page.next });
      } catch (error) {
        put({ failure: asFailure(error) });
      } finally {
        put({ isLoadingMore: false });
      }
    },
    setSearch: (searchBy, searchText) => set({ searchBy, searchText }),
    search: async () => {
      const { searchBy, searchText } = get();
      const value = searchText.trim();
      if (value === '') {
        set({ found: null });
        return;
      }
      const put = epoch.guard<HomeState>(set);
      set({ isSearching: true, failure: null });
      try {
        put({ found: await vault.searchRecords({ by: searchBy, value }) });
      } catch (error) {
        put({ failure: asFailure(error) });
      } finally {
        put({ isSearching: false });
      }
    },
    endSearch: () => set({ found: null, searchText: '' }),
    discardDraft: async (id) => {
      try {
        await vault.discardDraft(id);
        await get().load();
      } catch (error) {
        set({ failure: asFailure(error) });
      }
    },
    clear: () => {
      epoch.end();
      set(EMPTY);
    },
  }));
}
