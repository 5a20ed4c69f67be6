import { createStore, type StoreApi } from 'zustand';
import type { AuditVerdict } from '../../../shared/audit/verify-audit.ts';
import type { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { createEpoch } from '../../app/epoch.ts';
import { asFailure } from '../../app/failure.ts';
import type { Shell } from '../../shell/shell.ts';
import type { ActivityEntry, ActivityProgress } from '../../vault/activity-api.ts';
import type { VaultApi } from '../../vault/vault-api.ts';

const PAGE_SIZE = 15;

export interface ActivityState {
  readonly entries: readonly ActivityEntry[] | null;
  readonly next: number | null;
  readonly busy: 'more' | 'verify' | 'export' | null;
  readonly verdict: AuditVerdict | null;
  /** How far the check under way is; null before it has told. */
  readonly progress: ActivityProgress | null;
  readonly isStopping: boolean;
  readonly isExported: boolean;
  readonly failure: FieldsealError | null;
  readonly load: () => Promise<void>;
  readonly loadMore: () => Promise<void>;
  readonly verify: () => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly setProgress: (progress: ActivityProgress) => void;
  readonly save: () => Promise<void>;
  readonly clear: () => void;
}

const EMPTY = {
  entries: null,
  next: null,
  busy: null,
  verdict: null,
  progress: null,
  isStopping: false,
  isExported: false,
  failure: null,
} as const;

/** The log of what was done: pages, checking it, saving it. */
export function createActivityStore(vault: VaultApi, shell: Shell): StoreApi<ActivityState> {
  const epoch = createEpoch();
  return createStore<ActivityState>()((set, get) => {
    const run = async (
      busy: NonNullable<ActivityState['busy']>,
      work: () => Promise<Partial<ActivityState>>,
    ): Promise<void> => {
      if (get().busy !== null) return;
      const put = epoch.guard<ActivityState>(set);
      set({ busy, failure: null, isExported: false });
      try {
        put(await work());
      } catch (error) {
        put({ failure: asFailure(error) });
      } finally {
        put({ busy: null, progress: null, isStopping: false });
      }
    };
    return {
      ...EMPTY,
      load: async () => {
        const put = epoch.guard<ActivityState>(set);
        try {
          const page = await vault.listActivity(null, PAGE_SIZE);
          put({ entries: page.entries, next: page.next, failure: null });
        } catch (error) {
          put({ failure: asFailure(error) });
        }
      },
      loadMore: () =>
        run('more', async () => {
          const { next, entries } = get();
          const page = await vault.listActivity(next, PAGE_SIZE);
          return { entries: [...(entries ?? []), ...page.entries], next: page.next };
        }),
      verify: () => run('verify', async () => ({ verdict: await vault.verifyActivity() })),
      stop: async () => {
        set({ isStopping: true });
        await vault.stopVerification();
      },
      setProgress: (progress) => {
        if (get().busy === 'verify') set({ progress });
      },
      save: () =>
        run('export', async () => {
          const bytes = await vault.exportActivity();
          const day = new Date().toISOString().slice(0, 10);
          return { isExported: await shell.saveFile(`fieldseal-log-${day}.jsonl`, bytes) };
        }),
      clear: () => {
        epoch.end();
        set(EMPTY);
      },
    };
  });
}
