import { createStore, type StoreApi } from 'zustand';
import type { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { createEpoch } from '../../app/epoch.ts';
import { asFailure } from '../../app/failure.ts';
import type { Shell } from '../../shell/shell.ts';
import type { HolderKey, RecoveryKeySet, RecoveryRequestItem } from '../../vault/recovery-api.ts';
import type { VaultApi } from '../../vault/vault-api.ts';

export interface HoldersState {
  readonly keySet: RecoveryKeySet | null;
  readonly requests: readonly RecoveryRequestItem[] | null;
  /** Keys just made that nobody has yet: each is shown once, to one holder after the other; then they are published. */
  readonly made: readonly HolderKey[] | null;
  /** How many of them have been handed over. Their words are nowhere any more. */
  readonly handedOver: number;
  /** The request that is being answered. */
  readonly answering: RecoveryRequestItem | null;
  readonly isBusy: boolean;
  readonly failure: FieldsealError | null;
  readonly dialogFailure: FieldsealError | null;
  readonly load: () => Promise<void>;
  readonly make: (threshold: number, holders: readonly string[]) => Promise<boolean>;
  /** Saves the file of the key that is shown. */
  readonly saveKey: () => Promise<boolean>;
  /** Its holder has file and words: drops both and goes on to the next. */
  readonly passOn: () => void;
  /** Answers true when the keys count. */
  readonly publish: () => Promise<boolean>;
  /** Drops keys that were made and not published. */
  readonly discard: () => void;
  /** The screen was left: words that nobody has yet do not stay in memory. Keys that all holders have may still count. */
  readonly leave: () => void;
  readonly openFile: (file: Uint8Array<ArrayBuffer>) => Promise<void>;
  readonly startAnswer: (request: RecoveryRequestItem | null) => void;
  readonly answer: (keyFile: Uint8Array<ArrayBuffer>, code: string) => Promise<boolean>;
  readonly clear: () => void;
}

const EMPTY = {
  keySet: null,
  requests: null,
  made: null,
  handedOver: 0,
  answering: null,
  isBusy: false,
  failure: null,
  dialogFailure: null,
} as const;

/** The programme's recovery keys, and laptops that ask their holders. */
export function createHoldersStore(vault: VaultApi, shell: Shell): StoreApi<HoldersState> {
  const epoch = createEpoch();
  /** Counts how often the screen was left: keys that are still being made then are never shown. */
  let visit = 0;
  return createStore<HoldersState>()((set, get) => {
    const attempt = async (
      work: (put: (partial: Partial<HoldersState>) => void) => Promise<boolean>,
    ): Promise<boolean> => {
      if (get().isBusy) return false;
      const put = epoch.guard<HoldersState>(set);
      put({ isBusy: true, dialogFailure: null });
      try {
        return await work(put);
      } catch (error) {
        put({ dialogFailure: asFailure(error) });
        return false;
      } finally {
        put({ isBusy: false });
      }
    };
    return {
      ...EMPTY,
      load: async () => {
        const put = epoch.guard<HoldersState>(set);
        try {
          put({ keySet: await vault.recoveryKeySet() });
          put({ requests: await vault.listRecoveryRequests(), failure: null });
        } catch (error) {
          put({ failure: asFailure(error) });
        }
      },
      make: (threshold, holders) =>
        attempt(async (put) => {
          const begun = visit;
          const made = await vault.makeRecoveryKeys(threshold, holders);
          if (visit !== begun) return false;
          put({ made, handedOver: 0 });
          return true;
        }),
      saveKey: () =>
        attempt(async () => {
          const key = get().made?.[0];
          return key === undefined ? false : shell.saveFile(key.file.name, key.file.bytes);
        }),
      passOn: () =>
        set(({ made, handedOver }) =>
          made === null ? {} : { made: made.slice(1), handedOver: handedOver + 1 },
        ),
      publish: () =>
        attempt(async (put) => {
          await vault.publishRecoveryKeys();
          put({ made: null, handedOver: 0, keySet: await vault.recoveryKeySet() });
          return true;
        }),
      discard: () => set({ made: null, handedOver: 0, dialogFailure: null }),
      leave: () => {
        visit += 1;
        if ((get().made ?? []).length > 0) get().discard();
      },
      openFile: async (file) => {
        const put = epoch.guard<HoldersState>(set);
        try {
          put({
            answering: await vault.openRecoveryRequest(file),
            failure: null,
            dialogFailure: null,
          });
        } catch (error) {
          put({ failure: asFailure(error) });
        }
      },
      startAnswer: (answering) => set({ answering, dialogFailure: null }),
      answer: (keyFile, code) =>
        attempt(async (put) => {
          const hash = get().answering?.requestHash;
          if (hash === undefined) return false;
          const file = await vault.answerRecovery(hash, keyFile, code);
          if (file !== null && !(await shell.saveFile(file.name, file.bytes))) return false;
          put({ answering: null });
          if (file === null) put({ requests: await vault.listRecoveryRequests() });
          return true;
        }),
      clear: () => {
        epoch.end();
        set(EMPTY);
      },
    };
  });
}
