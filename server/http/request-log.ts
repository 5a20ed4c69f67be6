import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../metrics/metrics.ts';

const MS_PER_SECOND = 1000;

/**
 * One line and one measurement for each answer: route pattern, status, time. No address, no parameters, no headers, no body: what a
 * request was about never reaches the log.
 */
export function installRequestLog(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    metrics.answered({
      route,
      method: request.method,
      status: reply.statusCode,
      seconds: reply.elapsedTime / MS_PER_SECOND,
    });
    request.log.info(
      {
        method: request.method,
        route,
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime),
        ...(request.problemCode === null ? {} : { code: request.problemCode }),
      },
      'answered',
    );
  });
}
