import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { FieldsealStore } from '../database/store.ts';
import type { LaptopOrder } from '../order-api.ts';

/** What of an order holds on this laptop; null: nothing. A laptop that was set up anew has nothing to do with what was before. */
export async function orderInForce(store: FieldsealStore): Promise<LaptopOrder | null> {
  const orders = await store.read('orders');
  if (orders === undefined) return null;
  const device = await store.read('device');
  const { suspended, destroyed, untold } = orders;
  if (destroyed !== null && device === undefined) {
    const { at, reason, deviceCode, unsentRecords, drafts } = destroyed;
    const isTold = untold.length === 0;
    return { kind: 'destroyed', at, reason, deviceCode, unsentRecords, drafts, isTold };
  }
  if (suspended === null || device?.deviceId !== orders.deviceId) return null;
  return { kind: 'suspended', ...suspended };
}

/** @throws FieldsealError `vault.suspended` with the time since when, where an administrator has suspended this laptop. */
export async function refuseWhenSuspended(store: FieldsealStore): Promise<void> {
  const order = await orderInForce(store);
  if (order?.kind === 'suspended') {
    throw new FieldsealError('vault.suspended', { since: order.since });
  }
}
