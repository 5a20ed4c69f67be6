import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { WHOLE_PROGRAMME } from '../db/scope.ts';
import { z } from 'zod';
import {
  ClaimRequest,
  ClaimResponse,
  GrantResponse,
  PendingRequests,
  PutGrant,
  ROUTES,
  SubmitRequest,
  SubmitResponse,
} from '../../shared/sync/http-api.ts';
import { occasionOf } from '../audit/occasion.ts';
import { readOf, withEvent } from '../audit/with-event.ts';
import { textToBytes } from '../db/binary.ts';
import type { ServerDeps } from '../deps.ts';
import { claimCode } from '../provisioning/claim-code.ts';
import {
  approveRequest,
  listPending,
  readGrant,
  rejectRequest,
} from '../provisioning/decide-request.ts';
import { submitRequest } from '../provisioning/submit-request.ts';
import { withinOwnAreas } from './own-scope.ts';
import { NO_CONTENT_WIRE } from './wire.ts';

const NO_CONTENT = 204;
const RequestHash = z.object({ requestHash: z.string().regex(/^[0-9a-f]{64}$/u) });

/** From a one-time code to a grant. */
export function provisioningRoutes(deps: ServerDeps): FastifyPluginCallbackZod {
  const { db, serverKey, now } = deps;
  const codeLimit = { rateLimit: { max: deps.limits.codes, timeWindow: '1 minute' } };
  const pollLimit = { rateLimit: { max: deps.limits.polls, timeWindow: '1 minute' } };
  const approve = { config: { access: 'provisioning.approve' as const } };
  const decide = {
    config: { access: 'provisioning.approve' as const, wire: NO_CONTENT_WIRE },
  };
  return (app, _options, done) => {
    app.post(
      ROUTES.claimCode,
      { schema: { body: ClaimRequest, response: { 200: ClaimResponse } }, config: codeLimit },
      async (request) =>
        db.within(WHOLE_PROGRAMME, (all) =>
          claimCode(all, serverKey, request.body.code, occasionOf(request, now())),
        ),
    );
    app.post(
      ROUTES.submitRequest,
      { schema: { body: SubmitRequest, response: { 200: SubmitResponse } }, config: codeLimit },
      async (incoming) => {
        const { body } = incoming;
        const occasion = occasionOf(incoming, now());
        const bootstrap = body.bootstrap && {
          grant: textToBytes(body.bootstrap.grant, 'bootstrap/grant'),
          pack: textToBytes(body.bootstrap.pack, 'bootstrap/pack'),
        };
        const request = textToBytes(body.request, 'request');
        const submitted = { code: body.code, request, bootstrap };
        const requestHash = await db.within(WHOLE_PROGRAMME, (all) =>
          submitRequest(all, serverKey, occasion, submitted),
        );
        return { requestHash };
      },
    );
    app.get(
      ROUTES.requestGrant,
      { schema: { params: RequestHash, response: { 200: GrantResponse } }, config: pollLimit },
      async (request) =>
        db.within(WHOLE_PROGRAMME, (all) => readGrant(all, request.params.requestHash)),
    );
    app.get(
      ROUTES.pendingRequests,
      { schema: { response: { 200: PendingRequests } }, ...approve },
      async (request) =>
        withinOwnAreas(db, request, (own) =>
          withEvent(
            own,
            occasionOf(request, now()),
            async (trx) => ({ requests: [...(await listPending(trx))] }),
            ({ requests }) => readOf('requests.read', 'provisioning', requests),
          ),
        ),
    );
    app.put(
      ROUTES.requestGrant,
      { schema: { params: RequestHash, body: PutGrant }, ...decide },
      async (request, reply) => {
        const grant = textToBytes(request.body.grant, 'grant');
        const occasion = occasionOf(request, now());
        await withinOwnAreas(db, request, (own) =>
          approveRequest(own, request.params.requestHash, grant, occasion),
        );
        return reply.code(NO_CONTENT).send();
      },
    );
    app.route({
      method: ['PUT', 'POST'],
      url: ROUTES.rejectRequest,
      schema: { params: RequestHash },
      ...decide,
      handler: async (request, reply) => {
        const occasion = occasionOf(request, now());
        await withinOwnAreas(db, request, (own) =>
          rejectRequest(own, request.params.requestHash, occasion),
        );
        return reply.code(NO_CONTENT).send();
      },
    });
    done();
  };
}
