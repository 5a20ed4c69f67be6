import { createStore, type StoreApi } from 'zustand';
import type { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { asFailure } from '../../app/failure.ts';
import type { Shell } from '../../shell/shell.ts';
import type { CarriedBatch, StickProgress, StickReport } from '../../vault/courier-api.ts';
import type { VaultApi } from '../../vault/vault-api.ts';
import { collectBatches } from './collect-batches.ts';
import type { StickWork } from './stick-work.ts';

/** What the last piece of work came to. */
export type StickResult =
  | {
      readonly kind: 'handed-over';
      readonly batches: number;
      readonly records: number;
      readonly photos: number;
      readonly left: number;
    }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'opened'; readonly report: StickReport }
  | { readonly kind: 'receipts-saved'; readonly count: number };

export interface CourierState {
  /** Batches of other laptops. */
  readonly carried: readonly CarriedBatch[] | null;
  readonly work: StickWork | null;
  readonly result: StickResult | null;
  readonly failure: FieldsealError | null;
  readonly load: () => Promise<void>;
  /** Has the host save what waits as one file. */
  readonly handOver: () => Promise<void>;
  /** Takes a file, whatever it holds. */
  readonly open: (file: Blob) => Promise<void>;
  readonly saveReceipts: () => Promise<void>;
  readonly drop: (batchHashes: readonly string[]) => Promise<void>;
  /** Ends the work after the part under way. */
  readonly stop: () => Promise<void>;
  readonly setProgress: (progress: StickProgress) => void;
  readonly clear: () => void;
}

const EMPTY = { carried: null, work: null, result: null, failure: null } as const;

/** Delivery by stick: the vault writes and takes the parts, the host saves. Nothing here can be read. */
export function createCourierStore(vault: VaultApi, shell: Shell): StoreApi<CourierState> {
  /** Counts the pieces of work, so that one that was stopped or cleared shows nothing any more. */
  let run = 0;
  return createStore<CourierState>()((set, get) => {
    const work = async (
      kind: StickWork['kind'],
      doIt: (isStopped: () => boolean) => Promise<StickResult>,
    ): Promise<void> => {
      if (get().work !== null) return;
      run += 1;
      const mine = run;
      const isStopped = (): boolean => run !== mine;
      set({ work: { kind, done: 0, total: 0 }, result: null, failure: null });
      try {
        const result = await doIt(isStopped);
        if (!isStopped()) set({ result });
      } catch (error) {
        if (!isStopped()) set({ failure: asFailure(error) });
      } finally {
        if (!isStopped()) set({ work: null });
      }
      if (!isStopped()) await get().load();
    };
    return {
      ...EMPTY,
      load: async () => {
        const mine = run;
        try {
          const carried = await vault.listCarried();
          if (run === mine) set({ carried });
        } catch (error) {
          if (run === mine) set({ failure: asFailure(error) });
        }
      },
      handOver: () =>
        work('preparing', async (isStopped) => {
          const file = await collectBatches(vault, isStopped, (progress) =>
            set({ work: progress }),
          );
          if (file === 'nothing' || file === 'stopped') return { kind: file };
          const { fileName, content, batchHashes, records, photos, left } = file;
          if (!(await shell.saveFile(fileName, content))) return { kind: 'stopped' };
          await vault.noteHandOver(batchHashes);
          return { kind: 'handed-over', batches: batchHashes.length, records, photos, left };
        }),
      open: (file) =>
        work('reading', async () => ({ kind: 'opened', report: await vault.openStick(file) })),
      saveReceipts: async () => {
        set({ result: null, failure: null });
        try {
          const { fileName, bytes, batchHashes } = await vault.receiptsFile();
          if (!(await shell.saveFile(fileName, bytes))) return;
          await vault.noteReceiptsWritten(batchHashes);
          set({ result: { kind: 'receipts-saved', count: batchHashes.length } });
        } catch (error) {
          set({ failure: asFailure(error) });
        }
        await get().load();
      },
      drop: async (batchHashes) => {
        try {
          await vault.dropCarried(batchHashes);
        } catch (error) {
          set({ failure: asFailure(error) });
        }
        await get().load();
      },
      stop: async () => {
        const isReading = get().work?.kind === 'reading';
        if (!isReading) {
          run += 1;
          set({ work: null, result: { kind: 'stopped' } });
          return;
        }
        // It answers with what it took until then.
        await vault.stopStick().catch(() => undefined);
      },
      setProgress: ({ done, total }) => {
        if (get().work?.kind === 'reading') set({ work: { kind: 'reading', done, total } });
      },
      clear: () => {
        run += 1;
        set(EMPTY);
      },
    };
  });
}
