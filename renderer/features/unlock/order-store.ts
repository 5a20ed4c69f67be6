import { createStore, type StoreApi } from 'zustand';
import type { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { asFailure } from '../../app/failure.ts';
import type { Shell } from '../../shell/shell.ts';
import type { VaultApi } from '../../vault/vault-api.ts';

export interface LaptopOrderState {
  readonly isBusy: boolean;
  /** When the server was last asked, ISO; null before, and after a failure. */
  readonly checkedAt: string | null;
  readonly failure: FieldsealError | null;
  /** Asks the server for orders by the laptop's own key; nobody has to be signed in. */
  readonly check: () => Promise<void>;
  /** Answers true when the order of a file was carried out. */
  readonly loadFile: (file: Blob) => Promise<boolean>;
  /** Saves what this laptop answered, for the administrator. */
  readonly saveAnswer: () => Promise<void>;
  readonly clear: () => void;
}

const EMPTY = { isBusy: false, checkedAt: null, failure: null } as const;

/** Orders to this laptop, before anybody has unlocked. */
export function createLaptopOrderStore(vault: VaultApi, shell: Shell): StoreApi<LaptopOrderState> {
  return createStore<LaptopOrderState>()((set, get) => {
    const run = async (work: () => Promise<Partial<LaptopOrderState>>): Promise<boolean> => {
      if (get().isBusy) return false;
      set({ ...EMPTY, isBusy: true });
      try {
        set(await work());
        return true;
      } catch (error) {
        set({ failure: asFailure(error) });
        return false;
      } finally {
        set({ isBusy: false });
      }
    };
    return {
      ...EMPTY,
      check: async () => {
        await run(async () => {
          await vault.checkOrders();
          return { checkedAt: new Date().toISOString() };
        });
      },
      loadFile: (file) =>
        run(async () => {
          await vault.applyOrderFile(new Uint8Array(await file.arrayBuffer()));
          return {};
        }),
      saveAnswer: async () => {
        await run(async () => {
          const answer = await vault.orderDoneFile();
          if (answer !== null) await shell.saveFile('fieldseal-answer.fsdone', answer);
          return {};
        });
      },
      clear: () => set(EMPTY),
    };
  });
}
