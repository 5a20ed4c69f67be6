import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { ROUTES } from '../../shared/sync/http-api.ts';
import {
  OperatorList,
  OwnRenewals,
  PutRenewals,
  RenewalResults,
} from '../../shared/sync/lease-api.ts';
import { textToBytes } from '../db/binary.ts';
import type { ServerDeps } from '../deps.ts';
import { listOperators } from '../leases/list-operators.ts';
import { ownRenewals } from '../leases/own-renewals.ts';
import { storeRenewals } from '../leases/store-renewals.ts';
import { callerOf } from './route-access.ts';

/** Leases: who holds one, renewing them, and fetching the renewals by the device's own key, locked or not. */
export function leaseRoutes(deps: ServerDeps): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    app.get(
      ROUTES.operators,
      { schema: { response: { 200: OperatorList } }, config: { access: 'lease.renew' } },
      async () => listOperators(deps.db),
    );
    app.put(
      ROUTES.leases,
      {
        schema: { body: PutRenewals, response: { 200: RenewalResults } },
        config: { access: 'lease.renew' },
      },
      async ({ body }) => {
        const renewals = body.renewals.map((text) => textToBytes(text, 'renewals'));
        return { results: await storeRenewals(deps.db, renewals) };
      },
    );
    app.get(
      ROUTES.leases,
      { schema: { response: { 200: OwnRenewals } }, config: { access: 'lease.read-own' } },
      async (request) => {
        const caller = callerOf(request);
        if (caller.kind !== 'device') throw new FieldsealError('server.forbidden');
        return ownRenewals(deps.db, caller.deviceId, deps.now());
      },
    );
    done();
  };
}
