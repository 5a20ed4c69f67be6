import { createStore, type StoreApi } from 'zustand';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { createEpoch } from '../../app/epoch.ts';
import { asFailure } from '../../app/failure.ts';
import type { Shell } from '../../shell/shell.ts';
import type { FileRequest } from '../../vault/file-request-api.ts';
import type { FileToSave } from '../../vault/recovery-api.ts';
import type { VaultApi } from '../../vault/vault-api.ts';

export interface FileRequestState {
  /** The request that was opened. */
  readonly request: FileRequest | null;
  /** Whose laptop it is said to be. */
  readonly personId: string | null;
  /** The file for the laptop, once there is one. */
  readonly answer: FileToSave | null;
  readonly isSaved: boolean;
  readonly isBusy: boolean;
  readonly failure: FieldsealError | null;
  readonly open: (file: Uint8Array<ArrayBuffer>) => Promise<void>;
  readonly choose: (personId: string) => void;
  /** Approves for the chosen person and has the host save the answer. Answers whether it was approved. */
  readonly approve: () => Promise<boolean>;
  readonly reject: () => Promise<boolean>;
  /** Saves the answer, also of a request that was approved before. */
  readonly save: () => Promise<void>;
  readonly close: () => void;
  readonly clear: () => void;
}

const EMPTY = {
  request: null,
  personId: null,
  answer: null,
  isSaved: false,
  isBusy: false,
  failure: null,
} as const;

/** Requests of laptops without a network, and the answers to them. */
export function createFileRequestStore(vault: VaultApi, shell: Shell): StoreApi<FileRequestState> {
  const epoch = createEpoch();
  return createStore<FileRequestState>()((set, get) => {
    const attempt = async (
      work: (put: (partial: Partial<FileRequestState>) => void) => Promise<void>,
    ): Promise<boolean> => {
      if (get().isBusy) return false;
      const put = epoch.guard<FileRequestState>(set);
      put({ isBusy: true, failure: null });
      try {
        await work(put);
        return true;
      } catch (error) {
        put({ failure: asFailure(error) });
        return false;
      } finally {
        put({ isBusy: false });
      }
    };
    const requestHash = (): string => {
      const { request } = get();
      if (request === null) throw new FieldsealError('provisioning.request-unknown');
      return request.requestHash;
    };
    return {
      ...EMPTY,
      open: async (file) => {
        // What stood here before is another laptop's, whether this file can be read or not.
        if (!get().isBusy) set(EMPTY);
        await attempt(async (put) => put({ request: await vault.openRequestFile(file) }));
      },
      choose: (personId) => set({ personId }),
      approve: () =>
        attempt(async (put) => {
          const { personId } = get();
          if (personId === null) throw new FieldsealError('provisioning.not-listed');
          const answer = await vault.approveRequestFile(requestHash(), personId);
          put({ answer });
          put({ isSaved: await shell.saveFile(answer.name, answer.bytes) });
        }),
      reject: () =>
        attempt(async (put) => {
          await vault.rejectRequestFile(requestHash());
          put({ request: null, personId: null });
        }),
      save: async () => {
        await attempt(async (put) => {
          const answer = get().answer ?? (await vault.grantFile(requestHash()));
          put({ answer });
          put({ isSaved: await shell.saveFile(answer.name, answer.bytes) });
        });
      },
      close: () => {
        if (!get().isBusy) set(EMPTY);
      },
      clear: () => {
        epoch.end();
        set(EMPTY);
      },
    };
  });
}
