import type { FastifyInstance } from 'fastify';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { Caller } from '../auth/caller.ts';
import type { RateLimits } from '../deps.ts';
import { callerOf } from './route-access.ts';

/**
 * Holds back a key that asks too much, on all guarded routes together. Needs the rate limit plugin, and callers
 * that are known by then.
 */
export function installCallLimit(app: FastifyInstance, { calls }: RateLimits): void {
  const limitCalls = app.createRateLimit({
    max: calls,
    timeWindow: '1 minute',
    keyGenerator: (request) => keyOf(callerOf(request)),
  });
  app.addHook('onRequest', async (request, reply) => {
    if (request.caller === null) return;
    const limit = await limitCalls(request);
    if (limit.isAllowed || !limit.isExceeded) return;
    const retryAfterSeconds = limit.ttlInSeconds;
    void reply.header('retry-after', retryAfterSeconds);
    throw new FieldsealError('server.too-many-requests', { limit: limit.max, retryAfterSeconds });
  });
}

function keyOf(caller: Caller): string {
  return caller.kind === 'device' ? caller.deviceId : caller.kid;
}
