import type { FastifyInstance } from 'fastify';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { ROUTES } from '../../shared/sync/http-api.ts';

/** Long enough for a load balancer to send the next try to another replica, or for a restart. */
const RETRY_AFTER_SECONDS = 10;

/**
 * While the server ends: it says that it is not ready, and what comes over a connection that is still open is refused
 * cleanly, before anything is read, instead of being cut off in the middle.
 */
export function installDrain(app: FastifyInstance): void {
  let isDraining = false;
  app.addHook('onRequest', (request, _reply, done) => {
    if (!isDraining || request.routeOptions.url === ROUTES.health) {
      done();
      return;
    }
    done(new FieldsealError('server.not-ready', { retryAfterSeconds: RETRY_AFTER_SECONDS }));
  });
  // Also of what was under way: no next request is waited for.
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (isDraining) void reply.header('connection', 'close');
    done();
  });
  app.addHook('preClose', (done) => {
    isDraining = true;
    done();
  });
}
