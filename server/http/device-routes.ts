import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { DeviceList, ROUTES } from '../../shared/sync/http-api.ts';
import { LossReport } from '../../shared/sync/loss-report.ts';
import { occasionOf } from '../audit/occasion.ts';
import { withEvent } from '../audit/with-event.ts';
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
      async (request) =>
        withinOwnAreas(deps.db, request, (db) =>
          withEvent(db, occasionOf(request, deps.now()), listDevices, ({ devices }) => ({
            action: 'devices.read',
            purpose: 'device-administration',
            count: devices.length,
          })),
        ),
    );
    app.get(
      ROUTES.lossReport,
      {
        schema: { params: DeviceParams, response: { 200: LossReport } },
        config: { access: 'device.read' },
      },
      async (request) => {
        const subject = request.params.deviceId;
        return withinOwnAreas(deps.db, request, (db) =>
          withEvent(
            db,
            occasionOf(request, deps.now()),
            (trx) => lossReport(trx, subject),
            () => ({ action: 'loss-report.read', purpose: 'lost-laptop', subject }),
          ),
        );
      },
    );
    app.route({
      method: ['PUT', 'POST'],
      url: ROUTES.revokeDevice,
      schema: { params: DeviceParams },
      config: { access: 'device.revoke', wire: NO_CONTENT_WIRE },
      handler: async (request, reply) => {
        const caller = asOperator(callerOf(request));
        const occasion = occasionOf(request, deps.now());
        await withinOwnAreas(deps.db, request, (db) =>
          revokeDevice(db, caller, request.params.deviceId, occasion),
        );
        return reply.code(NO_CONTENT).send();
      },
    });
    done();
  };
}
