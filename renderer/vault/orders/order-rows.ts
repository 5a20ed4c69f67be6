import type { Bytes } from '../../../shared/encoding/bytes.ts';
import type { OrderReason } from '../../../shared/sync/device-order.ts';

/**
 * Where this laptop stands with orders. It is written in the transaction that carries one out, so that an order is carried
 * out and remembered, or neither; after a destruction of keys it is all that is left.
 */
export interface OrderMeta {
  /** Whose orders: a laptop that is set up anew is another one. */
  readonly deviceId: string;
  /** Number of the newest that was carried out. */
  readonly highest: number;
  readonly suspended: { readonly since: string; readonly reason: OrderReason } | null;
  readonly destroyed: DestroyedMeta | null;
  /** The laptop's signed word for `highest`; kept, because a server that was restored asks again. */
  readonly done: Bytes;
  /** Signed words that the server has not acknowledged, oldest first. */
  readonly untold: readonly Bytes[];
}

export interface DestroyedMeta {
  readonly at: string;
  readonly reason: OrderReason;
  readonly deviceCode: string;
  readonly serverUrl: string;
  readonly unsentRecords: number;
  readonly drafts: number;
}
