import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { asDevice } from '../auth/caller.ts';
import { ROUTES } from '../../shared/sync/http-api.ts';
import {
  OperatorList,
  OwnRenewals,
  PutRenewals,
  RenewalResults,
} from '../../shared/sync/lease-api.ts';
import { occasionOf } from '../audit/occasion.ts';
import { withEvent } from '../audit/with-event.ts';
import { textToBytes } from '../db/binary.ts';
import type { ServerDeps } from '../deps.ts';
import { listOperators } from '../leases/list-operators.ts';
import { ownRenewals } from '../leases/own-renewals.ts';
import { storeRenewals } from '../leases/store-renewals.ts';
import { withinOwnAreas } from './own-scope.ts';
import { callerOf } from './route-access.ts';

/** Leases: who holds one, renewing them, and fetching the renewals by the device's own key, locked or not. */
export function leaseRoutes(deps: ServerDeps): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    app.get(
      ROUTES.operators,
      { schema: { response: { 200: OperatorList } }, config: { access: 'lease.renew' } },
      async (request) =>
        withinOwnAreas(deps.db, request, (db) =>
          withEvent(db, occasionOf(request, deps.now()), listOperators, ({ operators }) => ({
            action: 'operators.read',
            purpose: 'lease-renewal',
            count: operators.length,
          })),
        ),
    );
    app.put(
      ROUTES.leases,
      {
        schema: { body: PutRenewals, response: { 200: RenewalResults } },
        config: { access: 'lease.renew' },
      },
      async (request) => {
        const renewals = request.body.renewals.map((text) => textToBytes(text, 'renewals'));
        const occasion = occasionOf(request, deps.now());
        return {
          results: await withinOwnAreas(deps.db, request, (db) =>
            storeRenewals(db, renewals, occasion),
          ),
        };
      },
    );
    app.get(
      ROUTES.leases,
      { schema: { response: { 200: OwnRenewals } }, config: { access: 'lease.read-own' } },
      async (request) => {
        const { deviceId } = asDevice(callerOf(request));
        return deps.db.within({ kind: 'device', deviceId }, (db) =>
          ownRenewals(db, deviceId, deps.now()),
        );
      },
    );
    done();
  };
}
