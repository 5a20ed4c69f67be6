import { randomUUID } from 'node:crypto';
import { WHOLE_PROGRAMME } from './db/scope.ts';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import fastify, { LogController, type FastifyInstance } from 'fastify';
import {
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { FieldsealError } from '../shared/errors/fieldseal-error.ts';
import { createProofNonces } from '../shared/crypto/index.ts';
import type { ProofChecks } from './auth/proof-checks.ts';
import { createReplayCache } from './auth/replay-cache.ts';
import type { ServerDeps } from './deps.ts';
import { installAppHost } from './http/app-host.ts';
import { attachmentRoutes } from './http/attachment-routes.ts';
import { auditRoutes } from './http/audit-routes.ts';
import { createBodyGate } from './http/body-gate.ts';
import { batchRoutes } from './http/batch-routes.ts';
import { installCallLimit } from './http/call-limit.ts';
import { CONNECTION_LIMITS, connectionOptions } from './http/connection-limits.ts';
import { installDrain } from './http/drain.ts';
import { corsRoutes, installCors } from './http/cors.ts';
import { deviceRoutes } from './http/device-routes.ts';
import { installOpenApi, openApiRoutes } from './http/openapi.ts';
import { installNoStore } from './http/no-store.ts';
import { installProblemHandlers } from './http/problem.ts';
import { leaseRoutes } from './http/lease-routes.ts';
import { orderRoutes } from './http/order-routes.ts';
import { peopleRoutes } from './http/people-routes.ts';
import { programmeRoutes } from './http/programme-routes.ts';
import { fileRequestRoutes } from './http/file-request-routes.ts';
import { provisioningRoutes } from './http/provisioning-routes.ts';
import { recoveryRoutes } from './http/recovery-routes.ts';
import { installRequestId } from './http/request-id.ts';
import { installRequestLog } from './http/request-log.ts';
import { reviewRoutes } from './http/review-routes.ts';
import { installRouteAccess } from './http/route-access.ts';
import { statusRoutes } from './http/status-routes.ts';
import { tokenRoutes } from './http/token-routes.ts';
import { uploadRoutes } from './http/upload-routes.ts';
import { countUploads } from './uploads/upload-store.ts';

const JSON_BODY_LIMIT = 2 * 1024 * 1024;
const SECOND_MS = 1000;

/**
 * The server over its dependencies, ready to listen or to be injected into. It holds no state of its own besides
 * rate counters, so several may run over one database.
 * @throws Error when a route declares no access.
 */
export async function createServer(deps: ServerDeps): Promise<FastifyInstance> {
  const connectionLimits = deps.connectionLimits ?? CONNECTION_LIMITS;
  const app = fastify({
    loggerInstance: deps.logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: JSON_BODY_LIMIT,
    exposeHeadRoutes: false,
    // The drain refuses by itself, as problem details.
    return503OnClosing: false,
    ...connectionOptions(connectionLimits),
  }).withTypeProvider<ZodTypeProvider>();
  app.server.maxConnections = connectionLimits.connections;
  installRequestId(app);
  installNoStore(app);
  installDrain(app);
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  installRequestLog(app, deps.metrics);
  deps.metrics.watchUploads(() =>
    deps.db.within(WHOLE_PROGRAMME, (db) => countUploads(db, deps.now())),
  );
  installProblemHandlers(app);
  await app.register(helmet, {
    // The app host sets the policy of its pages; answers of the interface are no documents.
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"] } },
    strictTransportSecurity: deps.publicOrigin().startsWith('https:'),
    crossOriginResourcePolicy: false,
    referrerPolicy: { policy: 'no-referrer' },
  });
  installCors(app, deps.appOrigins);
  const checks: ProofChecks = {
    replays: createReplayCache(deps.db, deps.now),
    nonces: await createProofNonces(deps.serverKey),
    now: deps.now,
  };
  await app.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_request, context) =>
      new FieldsealError('server.too-many-requests', {
        limit: context.max,
        retryAfterSeconds: Math.ceil(context.ttl / SECOND_MS),
      }),
  });
  installRouteAccess(app, deps, checks);
  installCallLimit(app, deps.limits);
  await installOpenApi(app);
  await app.register(corsRoutes(deps.appOrigins));
  await app.register(statusRoutes(deps));
  await app.register(openApiRoutes);
  await app.register(tokenRoutes(deps, checks));
  await app.register(provisioningRoutes(deps));
  await app.register(fileRequestRoutes(deps));
  await app.register(programmeRoutes(deps));
  const bodyGate = createBodyGate();
  await app.register(batchRoutes(deps, bodyGate));
  await app.register(uploadRoutes(deps, bodyGate));
  await app.register(reviewRoutes(deps));
  await app.register(attachmentRoutes(deps));
  await app.register(deviceRoutes(deps));
  await app.register(leaseRoutes(deps));
  await app.register(orderRoutes(deps, checks));
  await app.register(peopleRoutes(deps));
  await app.register(recoveryRoutes(deps));
  await app.register(auditRoutes(deps));
  if (deps.appFolder !== undefined) await installAppHost(app, deps.appFolder);
  return app;
}
