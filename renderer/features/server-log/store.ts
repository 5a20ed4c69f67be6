import { createStore, type StoreApi } from 'zustand';
import type { ServerChainProblem } from '../../../shared/audit/verify-server-chain.ts';
import type { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { asFailure } from '../../app/failure.ts';
import { createEpoch } from '../../app/epoch.ts';
import type { Shell } from '../../shell/shell.ts';
import type { ServerLogState as KeptOfServerLog } from '../../vault/server-log-api.ts';
import type { VaultApi } from '../../vault/vault-api.ts';

/** What was saved last. */
export type SavedLog =
  | { readonly kind: 'places' }
  | {
      readonly kind: 'log';
      readonly events: number;
      readonly problems: readonly ServerChainProblem[];
    };

export interface ServerLogState {
  readonly log: KeptOfServerLog | null;
  readonly busy: 'places' | 'log' | null;
  /** How much of the log has come; null before the server has told. */
  readonly progress: { readonly done: number; readonly total: number } | null;
  readonly saved: SavedLog | null;
  readonly failure: FieldsealError | null;
  readonly load: () => Promise<void>;
  /** Has the host save the signed places. */
  readonly savePlaces: () => Promise<void>;
  /** Fetches the whole log, checks it and has the host save it, also where it is not as it should be. */
  readonly saveLog: () => Promise<void>;
  /** Ends the fetching after the part under way; nothing is saved. */
  readonly stop: () => void;
  readonly clear: () => void;
}

const EMPTY = { log: null, busy: null, progress: null, saved: null, failure: null } as const;

/** The server's log as this laptop knows it. */
export function createServerLogStore(vault: VaultApi, shell: Shell): StoreApi<ServerLogState> {
  const epoch = createEpoch();
  /** Counts what was stopped, so that it ends at its next part. */
  let run = 0;
  return createStore<ServerLogState>()((set, get) => {
    const save = async (
      busy: NonNullable<ServerLogState['busy']>,
      work: (isStopped: () => boolean) => Promise<SavedLog | null>,
    ): Promise<void> => {
      if (get().busy !== null) return;
      run += 1;
      const mine = run;
      const isStopped = (): boolean => run !== mine;
      set({ busy, progress: null, saved: null, failure: null });
      try {
        const saved = await work(isStopped);
        if (!isStopped()) set({ saved });
      } catch (error) {
        if (!isStopped()) set({ failure: asFailure(error) });
      } finally {
        if (!isStopped()) set({ busy: null, progress: null });
      }
    };
    const nameOf = (extension: string): string =>
      `fieldseal-server-log-${new Date().toISOString().slice(0, 10)}.${extension}`;
    return {
      ...EMPTY,
      load: async () => {
        const put = epoch.guard<ServerLogState>(set);
        try {
          put({ log: await vault.serverLog(), failure: null });
        } catch (error) {
          put({ failure: asFailure(error) });
        }
      },
      savePlaces: () =>
        save('places', async () => {
          const bytes = await vault.exportCheckpoints();
          const isSaved = await shell.saveFile(nameOf('fscheckpoints'), bytes);
          return isSaved ? { kind: 'places' } : null;
        }),
      saveLog: () =>
        save('log', async (isStopped) => {
          const parts: Blob[] = [];
          let part = await vault.beginServerLog();
          for (;;) {
            if (isStopped()) return null;
            parts.push(new Blob([part.bytes]));
            set({ progress: { done: part.done, total: part.total } });
            if (part.isLast) break;
            part = await vault.nextServerLogPart();
          }
          const isSaved = await shell.saveFile(nameOf('fsaudit'), new Blob(parts));
          const { total: events, problems } = part;
          return isSaved ? { kind: 'log', events, problems } : null;
        }),
      stop: () => {
        run += 1;
        set({ busy: null, progress: null });
      },
      clear: () => {
        epoch.end();
        run += 1;
        set(EMPTY);
      },
    };
  });
}
