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
import { occasionOf } from '../audit/occasion.ts';
import { readOf, withEvent } from '../audit/with-event.ts';
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
        const occasion = occasionOf(request, now());
        const requestHash = await withinOwnDevice(db, caller, (own) =>
          submitRecoveryRequest(own, caller, bytes, occasion),
        );
        return { requestHash };
      },
    );
    app.get(
      RECOVERY_ROUTES.answers,
      { schema: { params: RequestHash, response: { 200: RecoveryAnswers } }, ...asking },
      async (request) => {
        const caller = asDevice(callerOf(request));
        const { requestHash } = request.params;
        // What vouches for the administrators who answered is not the device's own.
        return db.within(WHOLE_PROGRAMME, (all) =>
          withEvent(
            all,
            occasionOf(request, now()),
            (trx) => readRecoveryAnswers(trx, caller, requestHash),
            ({ answers }) => readOf('recovery-answers.read', 'recovery', answers, requestHash),
          ),
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
        const occasion = occasionOf(request, now());
        await withinOwnDevice(db, caller, (own) =>
          closeRecoveryRequest(own, caller, request.params.requestHash, occasion),
        );
        return reply.code(NO_CONTENT).send();
      },
    });
    app.get(
      RECOVERY_ROUTES.requests,
      { schema: { response: { 200: RecoveryRequestList } }, ...answering },
      async (request) =>
        withinOwnAreas(db, request, (own) =>
          withEvent(
            own,
            occasionOf(request, now()),
            async (trx) => ({ requests: await listRecoveryRequests(trx) }),
            ({ requests }) => readOf('recovery-requests.read', 'recovery', requests),
          ),
        ),
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
        const occasion = occasionOf(request, now());
        await withinOwnAreas(db, request, (own) =>
          postRecoveryAnswer(own, caller, request.params.requestHash, bytes, occasion),
        );
        return reply.code(NO_CONTENT).send();
      },
    );
    done();
  };
}
