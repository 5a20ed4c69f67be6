import { z } from 'zod';

const B64 = z
  .string()
  .regex(/^[\w-]+$/u)
  .max(4096);

/** Paths of orders to laptops, version 1. */
export const ORDER_ROUTES = {
  orders: '/v1/orders',
  pending: '/v1/orders/pending',
  done: '/v1/orders/done',
} as const;

/** PUT orders (administrator): one signed order; the same again changes nothing. */
export const PutOrder = z.object({ order: B64 });

/** GET orders (administrator): of each laptop the newest one, which takes back those before it. */
export const OrderList = z.object({
  orders: z.array(
    z.object({
      deviceId: z.string(),
      order: B64,
      orderedAt: z.iso.datetime(),
      /** When the laptop was first handed it. */
      fetchedAt: z.iso.datetime().nullable(),
      /** The laptop's signed word that it was carried out, and when that arrived. */
      done: B64.nullable(),
      doneAt: z.iso.datetime().nullable(),
      /** The public key by which `done` is verified; its id is the laptop's. */
      deviceKey: B64,
    }),
  ),
});
export type ListedOrder = Readonly<z.infer<typeof OrderList>['orders'][number]>;

/**
 * POST pending (public: the client assertion and the DPoP proof by the device's key are the credential, as for a token; no
 * token, so that suspended and revoked laptops hear their orders too): the order that waits for this laptop.
 */
export const AskOrder = z.object({ client_assertion: z.string().min(1).max(4096) });
export const PendingOrder = z.object({ order: B64.nullable() });

/** POST done (public: the device's signature is the credential), by the laptop or by whoever brings its file. */
export const PostDone = z.object({ done: B64 });
