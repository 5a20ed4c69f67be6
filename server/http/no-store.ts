import type { FastifyInstance } from 'fastify';

/**
 * Nothing that the server answers is kept by caches between it and the laptop: codes, names, tokens, and reads that are in
 * the audit chain (RFC 9111 section 5.2.2.5). What says itself how long it may be kept, the app's own files, is left as it is.
 */
export function installNoStore(app: FastifyInstance): void {
  app.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
  });
}
