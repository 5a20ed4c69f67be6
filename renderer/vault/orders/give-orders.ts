import { keyIdOf } from '../../../shared/crypto/index.ts';
import { fromBase64Url, toBase64Url, type Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { openOrderDone, readDoneFile } from '../../../shared/sync/device-order-done.ts';
import {
  openDeviceOrder,
  signDeviceOrder,
  writeOrderFile,
} from '../../../shared/sync/device-order.ts';
import { ORDER_ROUTES, OrderList, type ListedOrder } from '../../../shared/sync/order-api.ts';
import type { GivenOrder, OrderApi } from '../order-api.ts';
import { isFounder } from '../provisioning/publish-pack.ts';
import { signedBy } from '../session/signed-by.ts';
import { requireActive, type ActiveSession, type VaultContext } from '../vault-context.ts';

type GivingCalls = Pick<OrderApi, 'listOrders' | 'giveOrder' | 'orderFile' | 'takeDoneFile'>;

/** An order that this programme's key signed, as it came and as it reads. */
interface HeldOrder {
  readonly signed: Bytes;
  readonly given: GivenOrder;
}

/** Giving orders to laptops, and following what became of them. */
export function createGivingCalls(context: VaultContext): GivingCalls {
  return {
    async listOrders() {
      const session = requireActive(context, 'device.order');
      return {
        mayOrder: isFounder(session),
        ownDeviceId: session.programme.deviceId,
        orders: (await heldOrders(context, session)).map(({ given }) => given),
      };
    },

    async giveOrder(deviceId, order, reason) {
      const session = requireActive(context, 'device.order');
      if (!isFounder(session)) throw new FieldsealError('server.forbidden', { rule: 'order-key' });
      if (deviceId === session.programme.deviceId) throw new FieldsealError('order.own-device');
      const newest = await newestTo(context, session, deviceId);
      const signed = await signDeviceOrder(session.operatorKeys.signing, {
        formatVersion: 1,
        programmeId: session.programme.pack.id,
        deviceId,
        number: (newest?.given.number ?? 0) + 1,
        order,
        reason,
        at: context.deps.now().toISOString(),
      });
      await context.api.none({
        ...signedBy(session),
        method: 'PUT',
        path: ORDER_ROUTES.orders,
        json: { order: toBase64Url(signed) },
      });
      // Afterwards: a full disk keeps nobody from closing a stolen laptop.
      session.audit.later({ kind: 'order.given', subject: deviceId, purpose: order });
    },

    async orderFile(deviceId) {
      const session = requireActive(context, 'device.order');
      const newest = await newestTo(context, session, deviceId);
      if (newest === null) throw new FieldsealError('server.not-found');
      return writeOrderFile(newest.signed);
    },

    async takeDoneFile(bytes) {
      const session = requireActive(context, 'device.order');
      const answers = readDoneFile(bytes);
      for (const done of answers) {
        // The laptop's signature is all that the server goes by; who brings it decides nothing.
        await context.api.none({
          serverUrl: session.operator.serverUrl,
          method: 'POST',
          path: ORDER_ROUTES.done,
          json: { done: toBase64Url(done) },
        });
      }
      return answers.length;
    },
  };
}

async function newestTo(
  context: VaultContext,
  session: ActiveSession,
  deviceId: string,
): Promise<HeldOrder | null> {
  const held = await heldOrders(context, session);
  return held.find(({ given }) => given.deviceId === deviceId) ?? null;
}

/** Orders as the programme's key signed them; what else the server lists is left out. */
async function heldOrders(
  context: VaultContext,
  session: ActiveSession,
): Promise<readonly HeldOrder[]> {
  const { orders } = await context.api.json(
    { ...signedBy(session), method: 'GET', path: ORDER_ROUTES.orders },
    OrderList,
  );
  const held = await Promise.all(
    orders.map((listed) => openListed(session, listed).catch(() => null)),
  );
  return held.filter((order) => order !== null);
}

async function openListed(session: ActiveSession, listed: ListedOrder): Promise<HeldOrder | null> {
  const { administrator, pack } = session.programme;
  const signed = fromBase64Url(listed.order);
  const opened = await openDeviceOrder(signed, administrator);
  const { deviceId, order, reason, number, at } = opened;
  if (opened.programmeId !== pack.id || deviceId !== listed.deviceId) return null;
  const done = await doneOf(listed, number).catch(() => null);
  return {
    signed,
    given: { deviceId, order, reason, number, orderedAt: at, fetchedAt: listed.fetchedAt, done },
  };
}

/** The laptop's own word, by the key that its id is made of. */
async function doneOf(
  { deviceId, deviceKey, done }: ListedOrder,
  number: number,
): Promise<GivenOrder['done']> {
  const publicKey = fromBase64Url(deviceKey);
  if (done === null || keyIdOf(publicKey) !== deviceId) return null;
  const opened = await openOrderDone(fromBase64Url(done), { deviceId, publicKey });
  if (opened.number !== number) return null;
  const { at, unsentRecords, drafts } = opened;
  return { at, unsentRecords, drafts };
}
