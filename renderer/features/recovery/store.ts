import { createStore, type StoreApi } from 'zustand';
import type { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { SlotTier } from '../../../shared/domain/programme.ts';
import { createEpoch } from '../../app/epoch.ts';
import { asFailure } from '../../app/failure.ts';
import type { Shell } from '../../shell/shell.ts';
import { registerFactor } from '../../shell/webauthn.ts';
import type { RecoveryState as VaultRecovery } from '../../vault/recovery-api.ts';
import type { VaultApi } from '../../vault/vault-api.ts';

export interface RecoveryState {
  /** Who can't unlock; null while nobody asked for help. */
  readonly operatorId: string | null;
  readonly recovery: VaultRecovery | null;
  readonly busy: 'beginning' | 'exchanging' | 'saving' | 'reading' | 'finishing' | null;
  readonly failure: FieldsealError | null;
  readonly open: (operatorId: string) => Promise<void>;
  readonly begin: () => Promise<void>;
  /** Sends the request where that was not done, and fetches the answers. */
  readonly exchange: () => Promise<void>;
  readonly saveRequest: () => Promise<void>;
  readonly addAnswer: (file: Uint8Array<ArrayBuffer>) => Promise<void>;
  readonly giveUp: () => Promise<void>;
  /** Answers true when the vault is open. */
  readonly finish: (passphrase: string, tier: SlotTier) => Promise<boolean>;
  readonly clear: () => void;
}

const EMPTY = { operatorId: null, recovery: null, busy: null, failure: null } as const;

/** Getting back in with the help of the programme's recovery key holders. */
export function createRecoveryStore(vault: VaultApi, shell: Shell): StoreApi<RecoveryState> {
  const epoch = createEpoch();
  return createStore<RecoveryState>()((set, get) => {
    const attempt = async (
      busy: NonNullable<RecoveryState['busy']>,
      work: (operatorId: string) => Promise<VaultRecovery | null>,
    ): Promise<boolean> => {
      const { operatorId } = get();
      if (operatorId === null || get().busy !== null) return false;
      const put = epoch.guard<RecoveryState>(set);
      put({ busy, failure: null });
      try {
        const recovery = await work(operatorId);
        if (recovery !== null) put({ recovery });
        return true;
      } catch (error) {
        put({ failure: asFailure(error) });
        return false;
      } finally {
        put({ busy: null });
      }
    };
    return {
      ...EMPTY,
      open: async (operatorId) => {
        set({ ...EMPTY, operatorId });
        await attempt('reading', (id) => vault.recoveryState(id));
      },
      begin: async () => {
        await attempt('beginning', (id) => vault.beginRecovery(id));
      },
      exchange: async () => {
        await attempt('exchanging', (id) => vault.exchangeRecovery(id));
      },
      saveRequest: async () => {
        await attempt('saving', async (id) => {
          const { name, bytes } = await vault.recoveryRequestFile(id);
          await shell.saveFile(name, bytes);
          return null;
        });
      },
      addAnswer: async (file) => {
        await attempt('reading', (id) => vault.addRecoveryAnswer(id, file));
      },
      giveUp: async () => {
        await attempt('saving', async (id) => {
          await vault.cancelRecovery(id);
          return vault.recoveryState(id);
        });
      },
      finish: (passphrase, tier) =>
        attempt('finishing', async (id) => {
          const factor = await registerFactor(vault, shell, id, tier);
          await vault.finishRecovery(id, passphrase, factor, '');
          return null;
        }),
      clear: () => {
        epoch.end();
        set(EMPTY);
      },
    };
  });
}
