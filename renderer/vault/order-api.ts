import type { OrderKind, OrderReason } from '../../shared/sync/device-order.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** What an administrator has ordered of this laptop, and still holds; shown before anybody has unlocked. */
export type LaptopOrder =
  | { readonly kind: 'suspended'; readonly since: string; readonly reason: OrderReason }
  | {
      readonly kind: 'destroyed';
      readonly at: string;
      readonly reason: OrderReason;
      readonly deviceCode: string;
      /** Lost with the keys: records that the server had not taken, and drafts. */
      readonly unsentRecords: number;
      readonly drafts: number;
      /** The server knows that it was done. */
      readonly isTold: boolean;
    };

/** The order to a laptop that counts, as this administrator's key signed it, and how far it is. */
export interface GivenOrder {
  readonly deviceId: string;
  readonly order: OrderKind;
  readonly reason: OrderReason;
  readonly number: number;
  readonly orderedAt: string;
  readonly fetchedAt: string | null;
  /** What the laptop signed when it had carried it out. */
  readonly done: {
    readonly at: string;
    readonly unsentRecords: number;
    readonly drafts: number;
  } | null;
}

/** Orders of this administrator. */
export interface OrderOverview {
  /** Only who holds the key that signs the programme may give orders: laptops believe no other. */
  readonly mayOrder: boolean;
  /** The laptop that asks, to which nobody can give orders. */
  readonly ownDeviceId: string;
  readonly orders: readonly GivenOrder[];
}

/** Orders to laptops: the administrator gives them, laptops carry them out at their next contact or from a file. */
export interface OrderApi {
  listOrders(): Promise<OrderOverview>;
  /** Gives an order. Rejects with `order.own-device`, `order.keys-destroyed`, `order.outdated`, `server.forbidden`. */
  giveOrder(deviceId: string, order: OrderKind, reason: OrderReason): Promise<void>;
  /** The newest order to a laptop as a `.fsorder` file. Rejects with `server.not-found`. */
  orderFile(deviceId: string): Promise<Bytes>;
  /** Brings the server what a laptop answered in a `.fsdone` file. Answers how many answers it holds. */
  takeDoneFile(bytes: Bytes): Promise<number>;

  /** Asks the server for an order to this laptop and carries it out; needs no open vault and no token. */
  checkOrders(): Promise<void>;
  /**
   * Carries out the order of a `.fsorder` file; needs no open vault. Rejects with `order.tampered`, `order.not-ours`,
   * `order.outdated`, `order.own-device`.
   */
  applyOrderFile(bytes: Bytes): Promise<OrderKind>;
  /** What this laptop has carried out, for the administrator; null where there was no order. */
  orderDoneFile(): Promise<Bytes | null>;
}
