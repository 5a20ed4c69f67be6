import { createStore, type StoreApi } from 'zustand';
import type { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { createEpoch } from '../../app/epoch.ts';
import { asFailure } from '../../app/failure.ts';
import type { RecordSummary, ShownRecord, VaultApi } from '../../vault/vault-api.ts';

export interface RecordDetailState {
  readonly summary: RecordSummary | null;
  readonly content: ShownRecord | null;
  /** True once it is known that this laptop can't open the record any more. */
  readonly isSealed: boolean;
  readonly reason: string | null;
  readonly failure: FieldsealError | null;
  readonly open: (summary: RecordSummary) => Promise<void>;
  readonly clear: () => void;
}

const EMPTY = {
  summary: null,
  content: null,
  isSealed: false,
  reason: null,
  failure: null,
} as const;

/** One record looked at closely. */
export function createRecordStore(vault: VaultApi): StoreApi<RecordDetailState> {
  const epoch = createEpoch();
  return createStore<RecordDetailState>()((set) => ({
    ...EMPTY,
    open: async (summary) => {
      // Another record opened meanwhile ends this one's epoch as well.
      epoch.end();
      const put = epoch.guard<RecordDetailState>(set);
      set({ ...EMPTY, summary });
      try {
        if (summary.state === 'returned')
          put({ reason: await vault.returnReason(summary.recordId) });
        put({ content: await vault.openRecord(summary.recordId, 'view-own-record') });
      } catch (error) {
        const failure = asFailure(error);
        put(failure.code === 'vault.record-sealed' ? { isSealed: true } : { failure });
      }
    },
    clear: () => {
      epoch.end();
      set(EMPTY);
    },
  }));
}
