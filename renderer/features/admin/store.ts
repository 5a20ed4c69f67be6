import { createStore, type StoreApi } from 'zustand';
import type { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { DeviceSummary } from '../../../shared/sync/http-api.ts';
import { asFailure, ifAllowed } from '../../app/failure.ts';
import type { ApprovalItem, VaultApi } from '../../vault/vault-api.ts';

export interface AdminState {
  /** Null before they are there, and for whoever may not see them; devices too. */
  readonly requests: readonly ApprovalItem[] | null;
  readonly devices: readonly DeviceSummary[] | null;
  /** What is being decided right now: a request hash or a device id. */
  readonly busyId: string | null;
  readonly failure: FieldsealError | null;
  readonly load: () => Promise<void>;
  readonly approve: (requestHash: string) => Promise<boolean>;
  readonly reject: (requestHash: string) => Promise<boolean>;
  readonly revoke: (deviceId: string) => Promise<boolean>;
  readonly clear: () => void;
}

const EMPTY = { requests: null, devices: null, busyId: null, failure: null } as const;

/** Requests of laptops and the laptops themselves. */
export function createAdminStore(vault: VaultApi): StoreApi<AdminState> {
  return createStore<AdminState>()((set, get) => {
    const decide = async (id: string, work: () => Promise<void>): Promise<boolean> => {
      if (get().busyId !== null) return false;
      set({ busyId: id, failure: null });
      try {
        await work();
      } catch (error) {
        set({ failure: asFailure(error) });
        return false;
      } finally {
        set({ busyId: null });
      }
      await get().load();
      return true;
    };
    return {
      ...EMPTY,
      load: async () => {
        try {
          const [requests, devices] = await Promise.all([
            ifAllowed(vault.listRequests()),
            ifAllowed(vault.listDevices()),
          ]);
          set({ requests, devices, failure: null });
        } catch (error) {
          set({ failure: asFailure(error) });
        }
      },
      approve: (requestHash) => decide(requestHash, () => vault.approveRequest(requestHash)),
      reject: (requestHash) => decide(requestHash, () => vault.rejectRequest(requestHash)),
      revoke: (deviceId) => decide(deviceId, () => vault.revokeDevice(deviceId)),
      clear: () => set(EMPTY),
    };
  });
}
