import { writeDoneFile } from '../../../shared/sync/device-order-done.ts';
import { readOrderFile } from '../../../shared/sync/device-order.ts';
import type { OrderApi } from '../order-api.ts';
import { syncTarget } from '../sync/sync-target.ts';
import { requireStore, type VaultContext } from '../vault-context.ts';
import { carryOut } from './carry-out.ts';
import { hearOrders, openOwnOrder, tellWithoutKeys } from './hear-orders.ts';

type LaptopCalls = Pick<OrderApi, 'checkOrders' | 'applyOrderFile' | 'orderDoneFile'>;

/** What a laptop does with orders to it; none of this needs an open vault. */
export function createOrderCalls(context: VaultContext): LaptopCalls {
  return {
    async checkOrders() {
      if (await tellWithoutKeys(context)) return;
      await hearOrders(context, await syncTarget(context));
    },

    async applyOrderFile(bytes) {
      const target = await syncTarget(context);
      const order = await openOwnOrder(target, readOrderFile(bytes));
      await carryOut(context, target, order);
      return order.order;
    },

    async orderDoneFile() {
      const orders = await requireStore(context).read('orders');
      if (orders === undefined) return null;
      return writeDoneFile(orders.untold.length === 0 ? [orders.done] : orders.untold);
    },
  };
}
