import { createStore, type StoreApi } from 'zustand';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { asFailure } from '../../app/failure.ts';
import type { Shell } from '../../shell/shell.ts';
import type {
  BackupOpener,
  BackupStatus,
  BackupSummary,
  RestoreReport,
} from '../../vault/backup-api.ts';
import type { CeremonyState } from '../../vault/recovery-api.ts';
import type { VaultApi } from '../../vault/vault-api.ts';

/** Slow work under way, in parts. */
export interface BackupWork {
  readonly kind: 'writing' | 'checking' | 'restoring';
  readonly done: number;
  readonly total: number;
}

/** What the last piece of work came to. */
export type BackupResult =
  | { readonly kind: 'saved' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'checked'; readonly drafts: number; readonly records: number }
  | { readonly kind: 'restored'; readonly report: RestoreReport };

export interface BackupState {
  readonly status: BackupStatus | null;
  /** The file that was chosen, and what its front says. */
  readonly chosen: { readonly file: Blob; readonly summary: BackupSummary } | null;
  /** The request to the holders of recovery keys for the chosen file. */
  readonly ceremony: CeremonyState | null;
  readonly isAsking: boolean;
  readonly work: BackupWork | null;
  readonly result: BackupResult | null;
  readonly failure: FieldsealError | null;
  readonly load: () => Promise<void>;
  /** Makes a backup and has the host save it; without a passphrase only recovery opens it. */
  readonly make: (passphrase: string | null) => Promise<void>;
  readonly choose: (file: Blob) => Promise<void>;
  readonly check: (opener: BackupOpener) => Promise<void>;
  readonly restore: (opener: BackupOpener) => Promise<void>;
  readonly beginRecovery: () => Promise<void>;
  readonly exchangeRecovery: () => Promise<void>;
  readonly saveRequest: () => Promise<void>;
  readonly addAnswer: (answer: Blob) => Promise<void>;
  /** Ends the work after the part under way. */
  readonly stop: () => void;
  readonly clear: () => void;
}

const EMPTY = {
  status: null,
  chosen: null,
  ceremony: null,
  isAsking: false,
  work: null,
  result: null,
  failure: null,
} as const;

/** Backups: the vault seals and opens part by part, the host saves. Passphrases pass through and are not kept. */
export function createBackupStore(vault: VaultApi, shell: Shell): StoreApi<BackupState> {
  /** Counts the pieces of work, so that one that was stopped or cleared ends at its next part. */
  let run = 0;
  /** Settles when the last piece has ended. The vault has one job: a stopped piece ends its own before the next begins. */
  let ended: Promise<void> = Promise.resolve();
  return createStore<BackupState>()((set, get) => {
    /** Runs one piece of work after the one before; what a stop or a lock overtook shows nothing any more. */
    const work = async (
      kind: BackupWork['kind'],
      doIt: (isStopped: () => boolean) => Promise<BackupResult>,
    ): Promise<void> => {
      if (get().work !== null) return;
      run += 1;
      const mine = run;
      const isStopped = (): boolean => run !== mine;
      set({ work: { kind, done: 0, total: 0 }, result: null, failure: null });
      ended = ended.then(async () => {
        if (isStopped()) return;
        try {
          const result = await doIt(isStopped);
          if (!isStopped()) set({ result });
        } catch (error) {
          if (!isStopped()) set({ failure: asFailure(error) });
        } finally {
          if (!isStopped()) set({ work: null });
          await vault.closeBackup().catch(() => undefined);
        }
      });
      await ended;
      if (!isStopped()) await get().load();
    };
    const progress = (kind: BackupWork['kind'], done: number, total: number): void => {
      set({ work: { kind, done, total } });
    };
    const opened = async (opener: BackupOpener): Promise<void> => {
      const { chosen } = get();
      if (chosen === null) throw new FieldsealError('backup.not-begun');
      await vault.openBackup(chosen.file, opener);
    };
    const asked = async <T>(ask: (file: Blob) => Promise<T>): Promise<T> => {
      const { chosen } = get();
      if (chosen === null) throw new FieldsealError('backup.not-begun');
      return ask(chosen.file);
    };
    /** Asks about the recovery of the chosen file and shows where it stands. */
    const recover = async (ask: (file: Blob) => Promise<CeremonyState>): Promise<void> => {
      if (get().isAsking) return;
      set({ isAsking: true, failure: null });
      try {
        set({ ceremony: await asked(ask) });
      } catch (error) {
        set({ failure: asFailure(error) });
      } finally {
        set({ isAsking: false });
      }
    };
    return {
      ...EMPTY,
      beginRecovery: () => recover((file) => vault.beginBackupRecovery(file)),
      exchangeRecovery: () => recover((file) => vault.exchangeBackupRecovery(file)),
      addAnswer: (answer) =>
        recover(async (file) =>
          vault.addBackupRecoveryAnswer(file, new Uint8Array(await answer.arrayBuffer())),
        ),
      saveRequest: async () => {
        try {
          const { name, bytes } = await asked((file) => vault.backupRecoveryFile(file));
          await shell.saveFile(name, bytes);
        } catch (error) {
          set({ failure: asFailure(error) });
        }
      },
      load: async () => {
        try {
          set({ status: await vault.backupStatus() });
        } catch (error) {
          set({ failure: asFailure(error) });
        }
      },
      make: (passphrase) =>
        work('writing', async (isStopped) => {
          const start = await vault.beginBackup(passphrase);
          const parts = [new Blob([start.bytes])];
          for (;;) {
            const part = await vault.nextBackupPart();
            if (isStopped()) return { kind: 'stopped' };
            parts.push(new Blob([part.bytes]));
            progress('writing', part.written, part.total);
            if (part.isLast) break;
          }
          if (!(await shell.saveFile(start.fileName, new Blob(parts)))) return { kind: 'stopped' };
          await vault.keepBackup();
          return { kind: 'saved' };
        }),
      choose: async (file) => {
        set({ chosen: null, ceremony: null, result: null, failure: null });
        try {
          set({ chosen: { file, summary: await vault.inspectBackup(file) } });
        } catch (error) {
          set({ failure: asFailure(error) });
        }
      },
      check: (opener) =>
        work('checking', async (isStopped) => {
          await opened(opener);
          for (;;) {
            const part = await vault.checkBackupPart();
            if (isStopped()) return { kind: 'stopped' };
            progress('checking', part.bytesRead, part.bytesTotal);
            if (part.isDone) return { kind: 'checked', drafts: part.drafts, records: part.records };
          }
        }),
      restore: (opener) =>
        work('restoring', async (isStopped) => {
          await opened(opener);
          for (;;) {
            const report = await vault.restoreBackupPart();
            if (isStopped()) return { kind: 'stopped' };
            progress('restoring', report.bytesRead, report.bytesTotal);
            if (!report.isDone) continue;
            // The request and its key have done their work.
            if (opener.by === 'recovery') await asked((file) => vault.endBackupRecovery(file));
            return { kind: 'restored', report };
          }
        }),
      stop: () => {
        run += 1;
        set({ work: null, result: { kind: 'stopped' } });
      },
      clear: () => {
        run += 1;
        set(EMPTY);
      },
    };
  });
}
