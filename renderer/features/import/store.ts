import { createStore, type StoreApi } from 'zustand';
import type { ConsentNotice } from '../../../shared/domain/consent-notice.ts';
import type { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { ImportPlan } from '../../../shared/import/import-plan.ts';
import type { RowFinding } from '../../../shared/import/row-finding.ts';
import { asFailure } from '../../app/failure.ts';
import type {
  ImportChoice,
  ImportCounts,
  ImportProgress,
  ImportReport,
  ImportSummary,
} from '../../vault/import-api.ts';
import type { VaultApi } from '../../vault/vault-api.ts';
import { firstPlan } from './first-plan.ts';

export type ImportStep = 'file' | 'match' | 'check' | 'done';

/** Slow work under way. */
export interface ImportWork {
  readonly kind: 'reading' | 'checking' | 'saving' | 'filing';
  readonly done: number;
  readonly total: number;
}

export interface ImportState {
  readonly step: ImportStep;
  readonly summary: ImportSummary | null;
  readonly plan: ImportPlan | null;
  readonly counts: ImportCounts | null;
  readonly findings: readonly RowFinding[];
  readonly choice: ImportChoice;
  readonly work: ImportWork | null;
  readonly isStopping: boolean;
  readonly report: ImportReport | null;
  readonly failure: FieldsealError | null;
  /** Finds what an import came to that a lock ended. */
  readonly load: () => Promise<void>;
  readonly choose: (file: Blob, notice: ConsentNotice) => Promise<void>;
  readonly change: (change: Partial<ImportPlan>) => void;
  readonly check: () => Promise<void>;
  readonly backToMatch: () => void;
  readonly choosePeople: (choice: Partial<ImportChoice>) => void;
  readonly save: () => Promise<void>;
  /** Ends the check at once, and the saving after the people that are being saved. */
  readonly stop: () => Promise<void>;
  readonly setProgress: (progress: ImportProgress) => void;
  /** Forgets the file; the next one can be chosen. */
  readonly restart: () => Promise<void>;
  readonly clear: () => void;
}

const UNCHECKED = {
  counts: null,
  findings: [],
  choice: { registered: false, alike: false },
  work: null,
  isStopping: false,
  report: null,
  failure: null,
} as const;

const EMPTY = { ...UNCHECKED, step: 'file', summary: null, plan: null } as const;

/** People from a file: the vault reads, checks and seals; here is what is asked and what came of it. */
export function createImportStore(vault: VaultApi): StoreApi<ImportState> {
  /** Counts the pieces of work, so that one that was stopped or cleared shows nothing any more. */
  let run = 0;
  return createStore<ImportState>()((set, get) => {
    const work = async (
      kind: ImportWork['kind'],
      doIt: (show: (state: Partial<ImportState>) => boolean) => Promise<void>,
    ): Promise<void> => {
      if (get().work !== null) return;
      run += 1;
      const mine = run;
      const show = (state: Partial<ImportState>): boolean => {
        if (run === mine) set(state);
        return run === mine;
      };
      set({ ...UNCHECKED, choice: get().choice, work: { kind, done: 0, total: 0 } });
      try {
        await doIt(show);
      } catch (error) {
        show({ failure: asFailure(error) });
      } finally {
        show({ work: null, isStopping: false });
      }
    };
    return {
      ...EMPTY,
      load: async () => {
        if (get().step !== 'file' || get().work !== null) return;
        const mine = run;
        try {
          const report = await vault.importReport();
          if (report !== null && run === mine) set({ step: 'done', report });
        } catch (error) {
          if (run === mine) set({ failure: asFailure(error) });
        }
      },
      choose: (file, notice) =>
        work('reading', async (show) => {
          const summary = await vault.openImport(file);
          const plan = firstPlan(summary.matched, notice);
          show({ ...EMPTY, step: 'match', summary, plan });
        }),
      change: (change) => {
        const { plan } = get();
        if (plan !== null) set({ plan: { ...plan, ...change } });
      },
      check: () =>
        work('checking', async (show) => {
          const { plan } = get();
          if (plan === null) return;
          show({ step: 'check', choice: UNCHECKED.choice });
          await vault.beginImportCheck(plan);
          const findings: RowFinding[] = [];
          for (;;) {
            const { done, total, ...part } = await vault.checkImportPart();
            findings.push(...part.findings);
            if (!show({ work: { kind: 'checking', done, total } })) return;
            if (!part.isDone) continue;
            show({ counts: part.counts, findings });
            return;
          }
        }),
      backToMatch: () => set({ ...UNCHECKED, step: 'match' }),
      choosePeople: (choice) => set({ choice: { ...get().choice, ...choice } }),
      save: async () => {
        const { choice, counts, findings } = get();
        await work('saving', async (show) => {
          show({ counts, findings });
          show({ step: 'done', report: await vault.importPeople(choice) });
        });
      },
      stop: async () => {
        if (!isSaving(get().work)) {
          run += 1;
          set({ ...UNCHECKED, step: get().plan === null ? 'file' : 'match' });
          return;
        }
        set({ isStopping: true });
        try {
          await vault.stopImport();
        } catch (error) {
          set({ isStopping: false, failure: asFailure(error) });
        }
      },
      setProgress: ({ phase, done, total }) => {
        if (isSaving(get().work)) set({ work: { kind: phase, done, total } });
      },
      restart: async () => {
        run += 1;
        set(EMPTY);
        await vault.closeImport().catch(() => undefined);
      },
      clear: () => {
        run += 1;
        set(EMPTY);
      },
    };
  });
}

/** What the vault does in one call; it is stopped there. */
export function isSaving(work: ImportWork | null): boolean {
  return work?.kind === 'saving' || work?.kind === 'filing';
}
