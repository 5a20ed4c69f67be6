import { createStore, type StoreApi } from 'zustand';
import type { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { OrderKind, OrderReason } from '../../../shared/sync/device-order.ts';
import { asFailure } from '../../app/failure.ts';
import type { Shell } from '../../shell/shell.ts';
import type { OrderOverview } from '../../vault/order-api.ts';
import type { VaultApi } from '../../vault/vault-api.ts';

/** A laptop that an order is about. */
export interface OrderedLaptop {
  readonly deviceId: string;
  readonly deviceCode: string;
}

export interface OrdersState {
  readonly overview: OrderOverview | null;
  /** The laptop whose dialog is open. */
  readonly asked: OrderedLaptop | null;
  readonly isBusy: boolean;
  /** Of the list, of saving and of reading files. */
  readonly failure: FieldsealError | null;
  /** Of the order that was about to be given. */
  readonly giveFailure: FieldsealError | null;
  readonly load: () => Promise<void>;
  readonly ask: (laptop: OrderedLaptop | null) => void;
  /** Answers true when the order is given. */
  readonly give: (order: OrderKind, reason: OrderReason) => Promise<boolean>;
  readonly save: (laptop: OrderedLaptop) => Promise<void>;
  /** Answers true when what a laptop answered is taken. */
  readonly takeFile: (file: Blob) => Promise<boolean>;
  readonly clear: () => void;
}

const EMPTY = {
  overview: null,
  asked: null,
  isBusy: false,
  failure: null,
  giveFailure: null,
} as const;

/** Orders to laptops, and what became of them. */
export function createOrdersStore(vault: VaultApi, shell: Shell): StoreApi<OrdersState> {
  return createStore<OrdersState>()((set, get) => ({
    ...EMPTY,
    load: async () => {
      try {
        set({ overview: await vault.listOrders(), failure: null });
      } catch (error) {
        set({ failure: asFailure(error) });
      }
    },
    ask: (asked) => {
      if (!get().isBusy) set({ asked, giveFailure: null });
    },
    give: async (order, reason) => {
      const { asked, isBusy } = get();
      if (asked === null || isBusy) return false;
      set({ isBusy: true, giveFailure: null });
      try {
        await vault.giveOrder(asked.deviceId, order, reason);
        set({ asked: null });
      } catch (error) {
        set({ giveFailure: asFailure(error) });
        return false;
      } finally {
        set({ isBusy: false });
      }
      await get().load();
      return true;
    },
    save: async ({ deviceId, deviceCode }) => {
      try {
        const file = await vault.orderFile(deviceId);
        await shell.saveFile(`fieldseal-order-${deviceCode}.fsorder`, file);
        set({ failure: null });
      } catch (error) {
        set({ failure: asFailure(error) });
      }
    },
    takeFile: async (file) => {
      try {
        await vault.takeDoneFile(new Uint8Array(await file.arrayBuffer()));
      } catch (error) {
        set({ failure: asFailure(error) });
        return false;
      }
      await get().load();
      return true;
    },
    clear: () => set(EMPTY),
  }));
}
