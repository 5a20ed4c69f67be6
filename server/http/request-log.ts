import type { FastifyInstance } from 'fastify';

/**
 * One line for each answer: route pattern, status, time. No address, no parameters, no headers, no body: what a
 * request was about never reaches the log.
 */
export function installRequestLog(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? 'unknown',
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime),
        ...(request.problemCode === null ? {} : { code: request.problemCode }),
      },
      'answered',
    );
  });
}
