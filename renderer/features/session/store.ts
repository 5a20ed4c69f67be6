import { createStore, type StoreApi } from 'zustand';
import type { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { asFailure } from '../../app/failure.ts';
import type { Shell, ShellCapabilities } from '../../shell/shell.ts';
import type { ProgrammeView, VaultApi, VaultState } from '../../vault/vault-api.ts';

export interface SessionState {
  readonly phase: 'starting' | 'ready' | 'failed';
  readonly failure: FieldsealError | null;
  readonly host: ShellCapabilities | null;
  readonly vault: VaultState | null;
  /** The programme, once somebody with a grant has unlocked. */
  readonly programme: ProgrammeView | null;
  readonly programmeFailure: FieldsealError | null;
  /** Gives the worker the host's facts and reads where things stand. */
  readonly start: () => Promise<void>;
  readonly refresh: () => Promise<void>;
  readonly loadProgramme: () => Promise<void>;
  readonly clear: () => void;
}

/** Who is here and for which programme. */
export function createSessionStore(vault: VaultApi, shell: Shell): StoreApi<SessionState> {
  const startWith = async (host: ShellCapabilities): Promise<VaultState> =>
    vault.start({
      relyingParty: host.relyingParty,
      gatedUnlock: host.gatedUnlock,
      nativeBound: host.nativeBound,
      deviceShare: await shell.deviceShare(),
    });
  return createStore<SessionState>()((set, get) => ({
    phase: 'starting',
    failure: null,
    host: null,
    vault: null,
    programme: null,
    programmeFailure: null,
    start: async () => {
      set({ phase: 'starting', failure: null });
      try {
        const host = await shell.capabilities();
        let state = await startWith(host);
        if (state.order?.kind === 'destroyed') {
          // The rest of the keys: without the host's shares nothing that is left on the disk opens. A set-up begins with new ones.
          await shell.forgetShares();
          state = await startWith(host);
        }
        set({ host, vault: state, phase: 'ready' });
        await get().loadProgramme();
      } catch (error) {
        set({ phase: 'failed', failure: asFailure(error) });
      }
    },
    refresh: async () => {
      set({ vault: await vault.state() });
      await get().loadProgramme();
    },
    loadProgramme: async () => {
      const status = get().vault?.session?.status;
      if (status === undefined || status === 'awaiting-approval') return;
      try {
        set({ programme: await vault.programme(), programmeFailure: null });
      } catch (error) {
        set({ programmeFailure: asFailure(error) });
      }
    },
    clear: () => {
      const state = get().vault;
      set({
        vault: state === null ? null : { ...state, session: null },
        programme: null,
        programmeFailure: null,
      });
    },
  }));
}
