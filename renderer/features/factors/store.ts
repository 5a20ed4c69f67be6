import { createStore, type StoreApi } from 'zustand';
import type { SlotTier } from '../../../shared/domain/programme.ts';
import type { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { createEpoch } from '../../app/epoch.ts';
import { asFailure } from '../../app/failure.ts';
import type { Shell } from '../../shell/shell.ts';
import { assertFactor, forgetFactor, registerFactor } from '../../shell/webauthn.ts';
import type { FactorList, FactorSummary, Reauthentication } from '../../vault/factors-api.ts';
import type { VaultApi } from '../../vault/vault-api.ts';

/** What the open dialog is about. */
export type FactorTask =
  | { readonly kind: 'add' }
  | { readonly kind: 'replace'; readonly factor: FactorSummary }
  | { readonly kind: 'remove'; readonly factor: FactorSummary }
  | { readonly kind: 'passphrase' };

/** What was typed and chosen in it. */
export interface FactorWish {
  readonly passphrase: string;
  readonly newPassphrase: string;
  readonly tier: SlotTier;
  readonly name: string;
}

export interface FactorsState {
  readonly list: FactorList | null;
  readonly task: FactorTask | null;
  /** `existing`: a way that is there is shown first; `new`: then the new one. */
  readonly phase: 'existing' | 'new' | 'saving' | null;
  readonly done: FactorTask['kind'] | null;
  readonly failure: FieldsealError | null;
  readonly taskFailure: FieldsealError | null;
  readonly load: () => Promise<void>;
  readonly begin: (task: FactorTask) => void;
  readonly cancel: () => void;
  readonly confirm: (operatorId: string, wish: FactorWish) => Promise<void>;
  readonly clear: () => void;
}

const EMPTY = {
  list: null,
  task: null,
  phase: null,
  done: null,
  failure: null,
  taskFailure: null,
} as const;

/** Ways to unlock of the operator who is signed in. Passphrases pass through and are not kept here. */
export function createFactorsStore(vault: VaultApi, shell: Shell): StoreApi<FactorsState> {
  const epoch = createEpoch();
  return createStore<FactorsState>()((set, get) => ({
    ...EMPTY,
    load: async () => {
      const put = epoch.guard<FactorsState>(set);
      try {
        put({ list: await vault.listFactors(), failure: null });
      } catch (error) {
        put({ failure: asFailure(error) });
      }
    },
    begin: (task) => set({ task, taskFailure: null, done: null }),
    cancel: () => {
      if (get().phase === null) set({ task: null, taskFailure: null });
    },
    confirm: async (operatorId, wish) => {
      const { task, phase } = get();
      if (task === null || phase !== null) return;
      const put = epoch.guard<FactorsState>(set);
      put({ phase: 'existing', taskFailure: null });
      try {
        const challenge = await vault.beginReauthentication();
        const factor = await assertFactor(shell, operatorId, challenge);
        const proof = { passphrase: wish.passphrase, factor };
        await carryOut(task, operatorId, proof, wish, (next) => put({ phase: next }));
        put({ task: null, done: task.kind });
        await get().load();
      } catch (error) {
        put({ taskFailure: asFailure(error) });
      } finally {
        put({ phase: null });
      }
    },
    clear: () => {
      epoch.end();
      set(EMPTY);
    },
  }));

  async function carryOut(
    task: FactorTask,
    operatorId: string,
    proof: Reauthentication,
    { tier, name, newPassphrase }: FactorWish,
    show: (phase: 'new' | 'saving') => void,
  ): Promise<void> {
    if (task.kind === 'remove') {
      show('saving');
      await forgetFactor(shell, operatorId, await vault.removeFactor(proof, task.factor.id));
    } else if (task.kind === 'passphrase') {
      show('saving');
      await vault.changePassphrase(proof, newPassphrase);
    } else {
      show('new');
      const factor = await registerFactor(vault, shell, operatorId, tier);
      show('saving');
      if (task.kind === 'add') await vault.addFactor(proof, factor, name);
      else {
        const removed = await vault.replaceFactor(proof, task.factor.id, factor, name);
        await forgetFactor(shell, operatorId, removed);
      }
    }
  }
}
