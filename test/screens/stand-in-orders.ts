/** Orders to laptops for the screens: one of each state. */
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { GivenOrder, LaptopOrder, OrderApi } from '../../renderer/vault/order-api.ts';
import type { StandInOptions } from './stand-in-options.ts';

const DAY_MS = 86_400_000;

export function standInOrders(options: StandInOptions): OrderApi {
  const file = (): Promise<Uint8Array<ArrayBuffer>> => Promise.resolve(new Uint8Array(8));
  return {
    listOrders: () =>
      options.isFailing
        ? Promise.reject(new FieldsealError('sync.offline'))
        : Promise.resolve({
            mayOrder: true,
            ownDeviceId: 'office',
            orders: options.isEmpty ? [] : orders(),
          }),
    giveOrder: () => Promise.resolve(),
    orderFile: file,
    takeDoneFile: () => Promise.resolve(1),
    checkOrders: () =>
      options.isFailing ? Promise.reject(new FieldsealError('sync.offline')) : Promise.resolve(),
    applyOrderFile: () => Promise.reject(new FieldsealError('order.not-ours')),
    orderDoneFile: file,
  };
}

/** What an order made of the laptop that is shown. */
export function standInOrder({ order }: StandInOptions): LaptopOrder | null {
  if (order === 'none') return null;
  if (order === 'suspended') return { kind: 'suspended', since: ago(1), reason: 'unattended' };
  const lost = { unsentRecords: 14, drafts: 2, isTold: order === 'destroyed-and-told' };
  return { kind: 'destroyed', at: ago(0.2), reason: 'stolen', deviceCode: 'K7QD', ...lost };
}

function orders(): readonly GivenOrder[] {
  const done = { at: ago(0.5), unsentRecords: 14, drafts: 2 };
  const [given, fetched] = [
    { number: 1, orderedAt: ago(2), fetchedAt: null, done: null },
    { number: 2, orderedAt: ago(1), fetchedAt: ago(0.5), done },
  ];
  return [
    { deviceId: 'device-K7QD', order: 'suspend', reason: 'unattended', ...fetched },
    { deviceId: 'device-T8VN', order: 'destroy-keys', reason: 'lost', ...given },
    { deviceId: 'device-R9TB', order: 'destroy-keys', reason: 'stolen', ...fetched },
  ];
}

function ago(days: number): string {
  return new Date(Date.now() - days * DAY_MS).toISOString();
}
