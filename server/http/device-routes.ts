import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { DeviceList, ROUTES } from '../../shared/sync/http-api.ts';
import { LossReport } from '../../shared/sync/loss-report.ts';
import { asOperator } from '../auth/caller.ts';
import type { ServerDeps } from '../deps.ts';
import { listDevices } from '../devices/list-devices.ts';
import { lossReport } from '../devices/loss-report.ts';
import { revokeDevice } from '../devices/revoke-device.ts';
import { withinOwnAreas } from './own-scope.ts';
import { callerOf } from './route-access.ts';
import { NO_CONTENT_WIRE } from './wire.ts';

const NO_CONTENT = 204;
const DeviceParams = z.object({ deviceId: z.string().min(1).max(64) });

/** Laptops of the programme. */
export function deviceRoutes(deps: ServerDeps): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    app.get(
      ROUTES.devices,
      { schema: { response: { 200: DeviceList } }, config: { access: 'device.read' } },
      async (request) => withinOwnAreas(deps.db, request, listDevices),
    );
    app.get(
      ROUTES.lossReport,
      {
        schema: { params: DeviceParams, response: { 200: LossReport } },
        config: { access: 'device.read' },
      },
      async (request) =>
        withinOwnAreas(deps.db, request, (db) => lossReport(db, request.params.deviceId)),
    );
    app.route({
      method: ['PUT', 'POST'],
      url: ROUTES.revokeDevice,
      schema: { params: DeviceParams },
      config: { access: 'device.revoke', wire: NO_CONTENT_WIRE },
      handler: async (request, reply) => {
        const caller = asOperator(callerOf(request));
        await withinOwnAreas(deps.db, request, (db) =>
          revokeDevice(db, caller, request.params.deviceId, deps.now()),
        );
        return reply.code(NO_CONTENT).send();
      },
    });
    done();
  };
}
