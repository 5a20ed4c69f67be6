import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { WHOLE_PROGRAMME, withinOwnDevice } from '../db/scope.ts';
import { z } from 'zod';
import {
  PostedRecoveryRequest,
  PostRecoveryAnswer,
  PostRecoveryRequest,
  RECOVERY_ROUTES,
  RecoveryAnswers,
  RecoveryRequestList,
} from '../../shared/sync/recovery-api.ts';
import { asDevice, asOperator } from '../auth/caller.ts';
import { textToBytes } from '../db/binary.ts';
import type { ServerDeps } from '../deps.ts';
import { postRecoveryAnswer, readRecoveryAnswers } from '../recovery/answers.ts';
import { closeRecoveryRequest } from '../recovery/close-request.ts';
import { listRecoveryRequests } from '../recovery/list-requests.ts';
import { submitRecoveryRequest } from '../recovery/submit-request.ts';
import { withinOwnAreas } from './own-scope.ts';
import { callerOf } from './route-access.ts';
import { NO_CONTENT_WIRE } from './wire.ts';

const NO_CONTENT = 204;
const RequestHash = z.object({ requestHash: z.string().regex(/^[0-9a-f]{64}$/u) });

/** Recovery: a laptop asks, holders answer on administrators' clients. */
export function recoveryRoutes(deps: ServerDeps): FastifyPluginCallbackZod {
  const { db, now } = deps;
  const asking = {
    config: {
      access: 'recovery.request' as const,
      rateLimit: { max: deps.limits.polls, timeWindow: '1 minute' },
    },
  };
  const answering = { config: { access: 'recovery.answer' as const } };
  return (app, _options, done) => {
    app.post(
      RECOVERY_ROUTES.requests,
      {
        schema: { body: PostRecoveryRequest, response: { 200: PostedRecoveryRequest } },
        ...asking,
      },
      async (request) => {
        const caller = asDevice(callerOf(request));
        const bytes = textToBytes(request.body.request, 'request');
        const requestHash = await withinOwnDevice(db, caller, (own) =>
          submitRecoveryRequest(own, caller, bytes, now()),
        );
        return { requestHash };
      },
    );
    app.get(
      RECOVERY_ROUTES.answers,
      { schema: { params: RequestHash, response: { 200: RecoveryAnswers } }, ...asking },
      async (request) => {
        const caller = asDevice(callerOf(request));
        // What vouches for the administrators who answered is not the device's own.
        return db.within(WHOLE_PROGRAMME, (all) =>
          readRecoveryAnswers(all, caller, request.params.requestHash),
        );
      },
    );
    app.route({
      method: ['PUT', 'POST'],
      url: RECOVERY_ROUTES.closure,
      schema: { params: RequestHash },
      config: { ...asking.config, wire: NO_CONTENT_WIRE },
      handler: async (request, reply) => {
        const caller = asDevice(callerOf(request));
        await withinOwnDevice(db, caller, (own) =>
          closeRecoveryRequest(own, caller, request.params.requestHash, now()),
        );
        return reply.code(NO_CONTENT).send();
      },
    });
    app.get(
      RECOVERY_ROUTES.requests,
      { schema: { response: { 200: RecoveryRequestList } }, ...answering },
      async (request) => ({ requests: await withinOwnAreas(db, request, listRecoveryRequests) }),
    );
    app.post(
      RECOVERY_ROUTES.answers,
      {
        schema: { params: RequestHash, body: PostRecoveryAnswer },
        config: { ...answering.config, wire: NO_CONTENT_WIRE },
      },
      async (request, reply) => {
        const caller = asOperator(callerOf(request));
        const bytes = textToBytes(request.body.answer, 'answer');
        await withinOwnAreas(db, request, (own) =>
          postRecoveryAnswer(own, caller, request.params.requestHash, bytes, now()),
        );
        return reply.code(NO_CONTENT).send();
      },
    );
    done();
  };
}
