import { fromBase64Url, toBase64Url, type Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { openDeviceOrder, type DeviceOrder } from '../../../shared/sync/device-order.ts';
import { ORDER_ROUTES, PendingOrder } from '../../../shared/sync/order-api.ts';
import { lockVault } from '../session/unlock.ts';
import { requireStore, type VaultContext } from '../vault-context.ts';
import { carryOut, type OrderTarget } from './carry-out.ts';
import { orderInForce } from './order-state.ts';

/**
 * Every contact begins with this: tells the server what was carried out, asks by the device's key for an order, and
 * carries it out. No token is needed, so that a suspended or revoked laptop hears its orders too. A server that knows no
 * orders has none.
 * @throws FieldsealError `sync.*`; `order.*` for an order that is not genuine, which changes nothing.
 */
export async function hearOrders(context: VaultContext, target: OrderTarget): Promise<void> {
  // What could not be told now is told at the next contact.
  await tellDone(context).catch(() => undefined);
  const signed = await askOrder(context, target);
  if (signed !== null) {
    await obey(context, target, signed);
    await tellDone(context).catch(() => undefined);
  }
  // Another window may have carried out what this one heard nothing of.
  const isClosed = (await orderInForce(requireStore(context))) !== null;
  if (isClosed && context.session !== null) await lockVault(context);
}

/** Opens an order that is for this laptop. @throws FieldsealError `order.tampered`, `order.not-ours`. */
export async function openOwnOrder(
  { administrator, pack, deviceKey }: OrderTarget,
  signed: Bytes,
): Promise<DeviceOrder> {
  const order = await openDeviceOrder(signed, administrator);
  const isOurs = order.programmeId === pack.id && order.deviceId === deviceKey.kid;
  if (!isOurs) throw new FieldsealError('order.not-ours');
  return order;
}

/** On a laptop without keys nothing can be asked any more; that they were destroyed can still be told. Answers whether it is one. */
export async function tellWithoutKeys(context: VaultContext): Promise<boolean> {
  const order = await orderInForce(requireStore(context));
  if (order?.kind !== 'destroyed') return false;
  await tellDone(context);
  return true;
}

/** Posts what was carried out, oldest first, until the server has acknowledged each. */
async function tellDone(context: VaultContext): Promise<void> {
  const store = requireStore(context);
  for (;;) {
    const orders = await store.read('orders');
    const [next] = orders?.untold ?? [];
    const serverUrl = orders?.destroyed?.serverUrl ?? (await store.read('programme'))?.serverUrl;
    if (next === undefined || serverUrl === undefined) return;
    await post(context, serverUrl, next);
    await context.writes(() =>
      store.transaction('rw', store.meta, async () => {
        const now = await store.read('orders');
        if (now === undefined) return;
        const untold = now.untold.filter((done) => toBase64Url(done) !== toBase64Url(next));
        await store.write('orders', { ...now, untold });
      }),
    );
    context.emit({ type: 'state-changed' });
  }
}

async function post(context: VaultContext, serverUrl: string, done: Bytes): Promise<void> {
  try {
    await context.api.none({
      serverUrl,
      method: 'POST',
      path: ORDER_ROUTES.done,
      json: { done: toBase64Url(done) },
    });
  } catch (error) {
    // A server that was never given the order, because it came by a stick, has nothing to acknowledge.
    if (!(error instanceof FieldsealError) || error.code !== 'order.done-tampered') throw error;
  }
}

async function askOrder(
  context: VaultContext,
  { serverUrl, deviceKey }: OrderTarget,
): Promise<Bytes | null> {
  try {
    const { order } = await context.api.json(
      { serverUrl, method: 'POST', path: ORDER_ROUTES.pending, provenKey: deviceKey },
      PendingOrder,
    );
    return order === null ? null : fromBase64Url(order);
  } catch (error) {
    if (error instanceof FieldsealError && error.code === 'server.not-found') return null;
    throw error;
  }
}

/** An order that was carried out already is answered again: the server may have been restored from a backup. */
async function obey(context: VaultContext, target: OrderTarget, signed: Bytes): Promise<void> {
  const order = await openOwnOrder(target, signed);
  const store = requireStore(context);
  const known = await store.read('orders');
  const isKnown = known?.deviceId === order.deviceId && order.number <= known.highest;
  if (!isKnown) return carryOut(context, target, order);
  if (order.number < known.highest) return;
  await context.writes(() => store.write('orders', { ...known, untold: [known.done] }));
}
