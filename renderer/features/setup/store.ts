import { createStore, type StoreApi } from 'zustand';
import type { SlotTier } from '../../../shared/domain/programme.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { asFailure } from '../../app/failure.ts';
import { registerFactor } from '../../shell/webauthn.ts';
import type { Shell } from '../../shell/shell.ts';
import type { ClaimedPerson, GrantCheck, VaultApi } from '../../vault/vault-api.ts';

export type SetupStep = 'code' | 'file' | 'passphrase' | 'factor' | 'waiting' | 'words' | 'done';

export interface SetupState {
  /** Set up beside the people who are here already. */
  readonly isAdding: boolean;
  readonly step: SetupStep;
  readonly serverUrl: string;
  readonly code: string;
  readonly passphrase: string;
  readonly person: ClaimedPerson | null;
  /** The strongest tier left to try; falls when the authenticator can't do more. */
  readonly tier: SlotTier | null;
  readonly tierWasLowered: boolean;
  /** How the request goes out; null before that is known. */
  readonly way: 'network' | 'file' | null;
  readonly isRequestSaved: boolean;
  readonly requestWords: readonly string[];
  readonly grant: GrantCheck | null;
  readonly lastCheckedAt: number | null;
  readonly isBusy: boolean;
  readonly failure: FieldsealError | null;
  readonly addPerson: () => void;
  readonly claim: (serverUrl: string, code: string) => Promise<void>;
  /** Without a network: shows how that goes. */
  readonly chooseFile: () => void;
  readonly leaveFile: () => void;
  readonly beginByFile: (name: string) => Promise<void>;
  readonly saveRequest: () => Promise<void>;
  /** Takes the person and their request off this laptop; answers whether it was done. */
  readonly giveUp: () => Promise<boolean>;
  readonly openAnswer: (file: Uint8Array<ArrayBuffer>) => Promise<void>;
  readonly choosePassphrase: (passphrase: string) => void;
  readonly confirmFactor: () => Promise<void>;
  /** For a session that still waits for the administrator: shows the words again. */
  readonly resumeWaiting: () => Promise<void>;
  readonly check: () => Promise<void>;
  readonly compareWords: () => void;
  readonly accept: () => Promise<void>;
  readonly refuseWords: () => void;
  readonly clear: () => void;
}

const EMPTY = {
  isAdding: false,
  step: 'code',
  serverUrl: '',
  code: '',
  passphrase: '',
  person: null,
  tier: null,
  tierWasLowered: false,
  way: null,
  isRequestSaved: false,
  requestWords: [],
  grant: null,
  lastCheckedAt: null,
  isBusy: false,
  failure: null,
} as const;

/** Set-up of one person on this laptop, from the one-time code, or a request in a file, to the accepted grant. */
export function createSetupStore(vault: VaultApi, shell: Shell): StoreApi<SetupState> {
  return createStore<SetupState>()((set, get) => {
    const attempt = async (work: () => Promise<void>): Promise<void> => {
      if (get().isBusy) return;
      set({ isBusy: true, failure: null });
      try {
        await work();
      } catch (error) {
        set({ failure: asFailure(error) });
      } finally {
        set({ isBusy: false });
      }
    };
    const begin = (way: 'network' | 'file', person: ClaimedPerson, code: string): void => {
      const tier = strongestTier(person);
      if (tier === null) throw new FieldsealError('vault.slot-not-allowed');
      set({ way, code, person, tier, step: 'passphrase' });
    };
    return {
      ...EMPTY,
      addPerson: () => set({ ...EMPTY, isAdding: true }),
      claim: (serverUrl, code) =>
        attempt(async () => {
          const person = await vault.claimCode(serverUrl.trim(), code.trim());
          begin('network', person, code.trim());
          set({ serverUrl });
        }),
      chooseFile: () => set({ step: 'file', failure: null }),
      leaveFile: () => set({ step: 'code', failure: null }),
      beginByFile: (name) =>
        attempt(async () => {
          const person = await vault.beginFileSetup(name);
          begin('file', person, person.operatorId);
        }),
      saveRequest: () =>
        attempt(async () => {
          const { name, bytes } = await vault.requestFile();
          if (await shell.saveFile(name, bytes)) set({ isRequestSaved: true });
        }),
      giveUp: async () => {
        let isDone = false;
        await attempt(async () => {
          await vault.giveUpRequest();
          isDone = true;
        });
        return isDone;
      },
      openAnswer: (file) => attempt(async () => set({ grant: await vault.openGrantFile(file) })),
      choosePassphrase: (passphrase) => set({ passphrase, step: 'factor', failure: null }),
      confirmFactor: () =>
        attempt(async () => {
          const { person, tier, code, passphrase } = get();
          if (person === null || tier === null) return;
          try {
            const factor = await registerFactor(vault, shell, person.operatorId, tier);
            const outcome = await vault.createOperator(code, passphrase, factor);
            const step = outcome.state === 'active' ? 'done' : 'waiting';
            set({ passphrase: '', requestWords: outcome.requestWords, step });
          } catch (error) {
            const next = isMissing(error) ? nextTier(person, tier) : null;
            if (next === null) throw error;
            set({ tier: next, tierWasLowered: true });
          }
        }),
      resumeWaiting: async () => {
        if (get().step === 'waiting' || get().step === 'words') return;
        set({ step: 'waiting' });
        await attempt(async () => {
          const [way, requestWords] = await Promise.all([vault.requestWay(), vault.requestWords()]);
          set({ way, requestWords });
        });
      },
      check: () =>
        attempt(async () => set({ grant: await vault.checkGrant(), lastCheckedAt: Date.now() })),
      compareWords: () => set({ step: 'words', failure: null }),
      accept: () =>
        attempt(async () => {
          await vault.acceptGrant();
          set({ step: 'done' });
        }),
      refuseWords: () => {
        const failure = new FieldsealError('provisioning.grant-tampered');
        set({ step: 'waiting', grant: null, failure });
      },
      clear: () => set(EMPTY),
    };
  });
}

function isMissing(error: unknown): boolean {
  return (
    error instanceof FieldsealError &&
    (error.code === 'webauthn.prf-missing' ||
      error.code === 'webauthn.unavailable' ||
      error.code === 'shell.native-unavailable' ||
      error.code === 'shell.native-unstable')
  );
}

function strongestTier(person: ClaimedPerson): SlotTier | null {
  return person.tiers[0] ?? null;
}

/** The next weaker tier that host and policy allow, or null. */
function nextTier(person: ClaimedPerson, tier: SlotTier): SlotTier | null {
  return person.tiers[person.tiers.indexOf(tier) + 1] ?? null;
}
