import type { FastifyInstance, FastifyPluginCallback } from 'fastify';

const NO_CONTENT = 204;
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
      .header('access-control-expose-headers', 'retry-after')
      .header('vary', 'Origin');
  });
}

/** Answers the preflight that a browser sends before such a call. */
export function corsRoutes(origins: readonly string[]): FastifyPluginCallback {
  return (app, _options, done) => {
    app.options('/v1/*', (request, reply) => {
      if (origins.includes(request.headers.origin ?? '')) {
        void reply
          .header('access-control-allow-methods', 'GET, POST, PUT')
          .header('access-control-allow-headers', 'authorization, content-type, dpop')
          .header('access-control-max-age', PREFLIGHT_SECONDS);
      }
      return reply.code(NO_CONTENT).send();
    });
    done();
  };
}
