import type { FastifyInstance, FastifyPluginCallback } from 'fastify';

import { TUS_ABILITIES } from './tus.ts';

const NO_CONTENT = 204;
/** What a page of another origin may read of an answer, and say in a request. */
const EXPOSED =
  'dpop-nonce, retry-after, x-request-id, location, tus-resumable, upload-offset, upload-length, upload-expires';
const ALLOWED =
  'authorization, content-digest, content-type, dpop, tus-resumable, upload-length, upload-metadata, upload-offset, upload-checksum';
const PREFLIGHT_SECONDS = '600';

/**
 * Lets the desktop app, whose page has an origin of its own, call this server (Fetch standard, section 3.2).
 * Requests are authenticated by headers, never by cookies, so a foreign page gains nothing; it is still
 * refused.
 */
export function installCors(app: FastifyInstance, origins: readonly string[]): void {
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers;
    if (origin === undefined || !origins.includes(origin)) return;
    void reply
      .header('access-control-allow-origin', origin)
      .header('access-control-expose-headers', EXPOSED)
      .header('vary', 'Origin');
  });
}

/** Answers the preflight that a browser sends before such a call, and says what uploads can do. */
export function corsRoutes(origins: readonly string[]): FastifyPluginCallback {
  return (app, _options, done) => {
    app.options('/v1/*', (request, reply) => {
      if (origins.includes(request.headers.origin ?? '')) {
        void reply
          .header('access-control-allow-methods', 'GET, HEAD, POST, PUT, PATCH, DELETE')
          .header('access-control-allow-headers', ALLOWED)
          .header('access-control-max-age', PREFLIGHT_SECONDS);
      }
      return reply.headers(TUS_ABILITIES).code(NO_CONTENT).send();
    });
    done();
  };
}
