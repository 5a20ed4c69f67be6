import { createStore, type StoreApi } from 'zustand';
import type { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { createEpoch } from '../../app/epoch.ts';
import { asFailure } from '../../app/failure.ts';
import type { ReviewFailure, ReviewItem, VaultApi, Verdict } from '../../vault/vault-api.ts';

const QUEUE_PAGE = 50;

export interface ReviewState {
  readonly items: readonly ReviewItem[] | null;
  readonly failures: readonly ReviewFailure[];
  readonly next: number | null;
  readonly selectedId: string | null;
  readonly decidedCount: number;
  readonly isLoading: boolean;
  readonly isDeciding: boolean;
  readonly failure: FieldsealError | null;
  readonly load: () => Promise<void>;
  readonly loadMore: () => Promise<void>;
  readonly select: (recordId: string) => void;
  /** Selects the neighbour `step` places on. */
  readonly move: (step: 1 | -1) => void;
  /** Signs and sends the verdict on the selected record; the next one is selected. True when done. */
  readonly decide: (verdict: Verdict) => Promise<boolean>;
  readonly clear: () => void;
}

const EMPTY = {
  items: null,
  failures: [],
  next: null,
  selectedId: null,
  decidedCount: 0,
  isLoading: false,
  isDeciding: false,
  failure: null,
} as const;

/** The supervisor's queue, decrypted on this laptop only. */
export function createReviewStore(vault: VaultApi): StoreApi<ReviewState> {
  const epoch = createEpoch();
  return createStore<ReviewState>()((set, get) => {
    const fetchPage = async (after: number): Promise<void> => {
      if (get().isLoading) return;
      const put = epoch.guard<ReviewState>(set);
      set({ isLoading: true, failure: null });
      try {
        const page = await vault.reviewQueue(after, QUEUE_PAGE);
        const earlier = after === 0 ? [] : (get().items ?? []);
        const items = [...earlier, ...page.items];
        const failures = [...(after === 0 ? [] : get().failures), ...page.failures];
        const { selectedId } = get();
        const isStillThere = items.some((item) => item.record.id === selectedId);
        const selected = isStillThere ? selectedId : (items[0]?.record.id ?? null);
        put({ items, failures, next: page.next, selectedId: selected });
      } catch (error) {
        put({ failure: asFailure(error) });
      } finally {
        put({ isLoading: false });
      }
    };
    return {
      ...EMPTY,
      load: () => fetchPage(0),
      loadMore: async () => {
        const { next } = get();
        if (next !== null) await fetchPage(next);
      },
      select: (selectedId) => set({ selectedId, failure: null }),
      move: (step) => {
        const { items, selectedId } = get();
        const index = (items ?? []).findIndex((item) => item.record.id === selectedId);
        const target = items?.[index + step];
        if (target !== undefined) set({ selectedId: target.record.id });
      },
      decide: async (verdict) => {
        const { items, selectedId, isDeciding } = get();
        if (items === null || selectedId === null || isDeciding) return false;
        const put = epoch.guard<ReviewState>(set);
        set({ isDeciding: true, failure: null });
        try {
          await vault.decide([selectedId], verdict);
          const current = get().items ?? [];
          const index = current.findIndex((item) => item.record.id === selectedId);
          const left = current.filter((item) => item.record.id !== selectedId);
          const following = left[index] ?? left.at(-1);
          put({
            items: left,
            selectedId: following?.record.id ?? null,
            decidedCount: get().decidedCount + 1,
          });
          return true;
        } catch (error) {
          put({ failure: asFailure(error) });
          return false;
        } finally {
          put({ isDeciding: false });
        }
      },
      clear: () => {
        epoch.end();
        set(EMPTY);
      },
    };
  });
}
