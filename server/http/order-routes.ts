import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import {
  AskOrder,
  ORDER_ROUTES,
  OrderList,
  PendingOrder,
  PostDone,
  PutOrder,
} from '../../shared/sync/order-api.ts';
import { asDeviceKeyHolder, occasionOf } from '../audit/occasion.ts';
import { readOf, withEvent } from '../audit/with-event.ts';
import { asOperator } from '../auth/caller.ts';
import { proveDevice } from '../auth/prove-device.ts';
import { offeringNonces, type ProofChecks } from '../auth/proof-checks.ts';
import { textToBytes } from '../db/binary.ts';
import { withinOwnDevice } from '../db/scope.ts';
import type { ServerDeps } from '../deps.ts';
import { listOrders } from '../orders/list-orders.ts';
import { pendingOrder } from '../orders/pending-order.ts';
import { putOrder } from '../orders/put-order.ts';
import { takeDone } from '../orders/take-done.ts';
import { withinOwnAreas } from './own-scope.ts';
import { callerOf } from './route-access.ts';
import { NO_CONTENT_WIRE } from './wire.ts';

const NO_CONTENT = 204;

/** Orders to laptops: administrators give them, laptops hear them by their own key, suspended and revoked ones too. */
export function orderRoutes(deps: ServerDeps, checks: ProofChecks): FastifyPluginCallbackZod {
  const { db, now } = deps;
  const rateLimit = { max: deps.limits.polls, timeWindow: '1 minute' };
  return (app, _options, done) => {
    app.put(
      ORDER_ROUTES.orders,
      { schema: { body: PutOrder }, config: { access: 'device.order', wire: NO_CONTENT_WIRE } },
      async (request, reply) => {
        const caller = asOperator(callerOf(request));
        const bytes = textToBytes(request.body.order, 'order');
        const occasion = occasionOf(request, now());
        await withinOwnAreas(db, request, (own) => putOrder(own, caller, bytes, occasion));
        return reply.code(NO_CONTENT).send();
      },
    );
    app.get(
      ORDER_ROUTES.orders,
      { schema: { response: { 200: OrderList } }, config: { access: 'device.order' } },
      async (request) =>
        withinOwnAreas(db, request, (own) =>
          withEvent(own, occasionOf(request, now()), listOrders, ({ orders }) =>
            readOf('orders.read', 'device-administration', orders),
          ),
        ),
    );
    app.post(
      ORDER_ROUTES.pending,
      { schema: { body: AskOrder, response: { 200: PendingOrder } }, config: { rateLimit } },
      async (request, reply) => {
        const { deviceId } = await offeringNonces(checks, reply, () =>
          proveDevice(deps, checks, {
            assertion: request.body.client_assertion,
            headers: request.headers,
            path: ORDER_ROUTES.pending,
          }),
        );
        const occasion = asDeviceKeyHolder(occasionOf(request, now()), deviceId);
        return withinOwnDevice(db, { deviceId }, (own) => pendingOrder(own, deviceId, occasion));
      },
    );
    app.post(
      ORDER_ROUTES.done,
      { schema: { body: PostDone }, config: { rateLimit, wire: NO_CONTENT_WIRE } },
      async (request, reply) => {
        const bytes = textToBytes(request.body.done, 'done');
        await takeDone(db, bytes, occasionOf(request, now()));
        return reply.code(NO_CONTENT).send();
      },
    );
    done();
  };
}
