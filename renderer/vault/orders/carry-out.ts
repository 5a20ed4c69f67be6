import { Dexie } from 'dexie';
import { peekUnverified, type SigningKey } from '../../../shared/crypto/index.ts';
import type { Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { signOrderDone } from '../../../shared/sync/device-order-done.ts';
import type { DeviceOrder } from '../../../shared/sync/device-order.ts';
import { ProvisioningRequest } from '../../../shared/sync/provisioning.ts';
import { FIRST_COUNTERS } from '../database/counts.ts';
import type { FieldsealStore } from '../database/store.ts';
import { lockVault } from '../session/unlock.ts';
import type { SyncTarget } from '../sync/sync-target.ts';
import { requireStore, type VaultContext } from '../vault-context.ts';
import type { OrderMeta } from './order-rows.ts';

/** What of the way to the server an order needs. */
export type OrderTarget = Pick<SyncTarget, 'serverUrl' | 'deviceKey' | 'administrator' | 'pack'>;

/** How long the screens get to save what is being typed; a page that hangs keeps no vault open. */
const SAVING_STEPS = 30;
const SAVING_STEP_MS = 100;

/**
 * Carries out a verified order to this laptop. What changes, the number, and the signed word that it was done are one
 * transaction: killed anywhere, the order is still to be carried out, or done and still to be told.
 * @throws FieldsealError `order.outdated` for a number that is not above the highest, `order.own-device` on the laptop with
 * the key that signs orders, `vault.storage-full`.
 */
export async function carryOut(
  context: VaultContext,
  target: OrderTarget,
  order: DeviceOrder,
): Promise<void> {
  const store = requireStore(context);
  await refuseOwn(store, target.administrator.kid);
  await refuseOutdated(store, order);
  // What is being typed would die with the keys: there is nothing to be saved.
  if (order.order === 'destroy-keys') await lockVault(context);
  await context.writes(() => commit(context, target, order));
  if (order.order === 'destroy-keys') context.host = null;
  if (order.order === 'suspend') await closeGently(context);
  context.emit({ type: 'state-changed' });
}

async function commit(
  context: VaultContext,
  { deviceKey, serverUrl }: OrderTarget,
  order: DeviceOrder,
): Promise<void> {
  const store = requireStore(context);
  const isDestruction = order.order === 'destroy-keys';
  const work = async (): Promise<true> => {
    // Another window may have been faster.
    await refuseOutdated(store, order);
    const figures = await figuresOf(store);
    const at = context.deps.now().toISOString();
    const counters = (await store.read('counters')) ?? FIRST_COUNTERS;
    const deviceCounter = counters.deviceCounter + 1;
    const done = await Dexie.waitFor(signDone(deviceKey, order, { at, deviceCounter, ...figures }));
    const deviceCode = (await store.read('programme'))?.deviceCode ?? '';
    const format = await store.read('format');
    const untold = [...((await ordersOf(store, order.deviceId))?.untold ?? []), done];
    if (isDestruction) for (const table of store.tables) await table.clear();
    if (isDestruction && format !== undefined) await store.write('format', format);
    if (!isDestruction) {
      const revision = counters.revision + 1;
      await store.write('counters', { ...counters, revision, deviceCounter });
    }
    const { deviceId, number, reason } = order;
    await store.write('orders', {
      deviceId,
      highest: number,
      suspended: order.order === 'suspend' ? { since: order.at, reason } : null,
      destroyed: isDestruction ? { at, reason, deviceCode, serverUrl, ...figures } : null,
      done,
      untold,
    });
    return true;
  };
  const audit = isDestruction ? undefined : context.session?.audit;
  // Of somebody who is not signed in nothing can be written down: their vault is closed.
  if (audit === undefined) {
    await store.transaction('rw', isDestruction ? store.tables : tablesOf(store), work);
  } else {
    const event = {
      kind: 'order.carried-out',
      subject: order.order,
      version: order.number,
    } as const;
    await audit.commit(event, tablesOf(store), work);
  }
}

function tablesOf(store: FieldsealStore) {
  return [store.meta, store.operators];
}

async function ordersOf(store: FieldsealStore, deviceId: string): Promise<OrderMeta | null> {
  const orders = await store.read('orders');
  return orders?.deviceId === deviceId ? orders : null;
}

async function figuresOf(
  store: FieldsealStore,
): Promise<{ readonly unsentRecords: number; readonly drafts: number }> {
  let [unsentRecords, drafts] = [0, 0];
  for (const operator of await store.operators.toArray()) {
    unsentRecords += operator.byState.saved + operator.byState['in-batch'];
    drafts += operator.drafts;
  }
  return { unsentRecords, drafts };
}

async function signDone(
  deviceKey: SigningKey,
  { programmeId, deviceId, number, order }: DeviceOrder,
  facts: {
    readonly at: string;
    readonly deviceCounter: number;
    readonly unsentRecords: number;
    readonly drafts: number;
  },
): Promise<Bytes> {
  const what = { formatVersion: 1, programmeId, deviceId, number, order } as const;
  return signOrderDone(deviceKey, { ...what, ...facts });
}

/** An old order that the server or a stick plays again does nothing. */
async function refuseOutdated(
  store: FieldsealStore,
  { deviceId, number }: DeviceOrder,
): Promise<void> {
  const highest = (await ordersOf(store, deviceId))?.highest ?? 0;
  if (number <= highest) throw new FieldsealError('order.outdated', { number, highest });
}

/** Orders are signed by one key; the laptop that holds it is the last that could take one back. */
async function refuseOwn(store: FieldsealStore, administratorKid: string): Promise<void> {
  for (const { request } of await store.operators.toArray()) {
    const { operatorSigningKey } = ProvisioningRequest.parse(peekUnverified(request).payload);
    if (operatorSigningKey.kid === administratorKid) throw new FieldsealError('order.own-device');
  }
}

/** Has the screens save and lock, as they do when nobody touches the laptop; who does not answer is locked all the same. */
async function closeGently(context: VaultContext): Promise<void> {
  const wait = context.deps.wait ?? pause;
  if (context.session !== null) context.emit({ type: 'lock-ordered' });
  for (let step = 0; step < SAVING_STEPS && context.session !== null; step++) {
    await wait(SAVING_STEP_MS);
  }
  if (context.session !== null) await lockVault(context);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
