import type { FastifyInstance } from 'fastify';

/** Names each answer by the id that its log line has. The server makes it; what a client sends is not looked at. */
export function installRequestId(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id);
  });
}
