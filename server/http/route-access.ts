import type { FastifyInstance, RouteOptions } from 'fastify';
import type { Action } from '../../shared/access/permissions.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { ROUTES } from '../../shared/sync/http-api.ts';
import { ORDER_ROUTES } from '../../shared/sync/order-api.ts';
import { authenticate } from '../auth/authenticate.ts';
import { requireAllowed, type Caller } from '../auth/caller.ts';
import type { ReplayCache } from '../auth/replay-cache.ts';
import type { ServerDeps } from '../deps.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The permission a caller needs. A route without it must stand in `PUBLIC_ROUTES`. */
    access?: Action;
  }
  interface FastifyRequest {
    caller: Caller | null;
    /** When the caller's assignments were judged: the areas of the work are those of this moment. */
    judgedAt: Date | null;
    /** Code of the problem that was answered, for the log. */
    problemCode: string | null;
  }
  interface FastifyInstance {
    /** Every route with what it asks of callers; a test walks it. */
    routeAccess: readonly RouteAccess[];
  }
}

export interface RouteAccess {
  readonly method: string;
  readonly url: string;
  readonly access: Action | 'public';
}

/** Routes that answer anybody, each with its reason. */
export const PUBLIC_ROUTES: ReadonlyMap<string, string> = new Map([
  [`GET ${ROUTES.health}`, 'says that the process runs'],
  [`GET ${ROUTES.ready}`, 'says that the database answers'],
  [`GET ${ROUTES.openApi}`, 'describes the interface, as the published source does'],
  [`GET ${ROUTES.serverInfo}`, 'name and state of the programme, before anybody has a key'],
  [`POST ${ROUTES.claimCode}`, 'the one-time code is the credential; rate-limited'],
  [`POST ${ROUTES.submitRequest}`, 'the one-time code is the credential; rate-limited'],
  [`GET ${ROUTES.requestGrant}`, 'the hash is unguessable, the content sealed to its operator'],
  [`POST ${ROUTES.token}`, 'the signed assertion is the credential'],
  [
    `POST ${ORDER_ROUTES.pending}`,
    'the signed assertion is the credential, of revoked laptops too',
  ],
  [`POST ${ORDER_ROUTES.done}`, 'the laptop’s signature is the credential; rate-limited'],
  ['GET /', 'the browser host: the app itself holds no data'],
  ['GET /*', 'the browser host: the app itself holds no data'],
  ['OPTIONS /v1/*', 'CORS preflight, answered to listed origins only'],
]);

/**
 * Makes every route declare its access: one that neither names a permission nor stands in the public list stops
 * the start. Callers are authenticated before their body is read.
 */
export function installRouteAccess(
  app: FastifyInstance,
  deps: ServerDeps,
  replays: ReplayCache,
): void {
  const routes: RouteAccess[] = [];
  app.decorate('routeAccess', routes);
  app.decorateRequest('caller', null);
  app.decorateRequest('judgedAt', null);
  app.decorateRequest('problemCode', null);
  app.addHook('onRoute', (route) => {
    routes.push(...declaredAccess(route));
  });
  app.addHook('onRequest', async (request) => {
    const { access } = request.routeOptions.config;
    if (access === undefined) return;
    const path = request.url.split('?')[0] ?? '';
    const caller = await authenticate(deps, replays, {
      method: request.method,
      path,
      headers: request.headers,
    });
    const judgedAt = deps.now();
    requireAllowed(caller, access, judgedAt);
    request.caller = caller;
    request.judgedAt = judgedAt;
  });
}

function declaredAccess(route: RouteOptions): readonly RouteAccess[] {
  const { access } = route.config ?? {};
  return [route.method].flat().map((method) => {
    const isPublic = PUBLIC_ROUTES.has(`${method} ${route.url}`);
    if ((access !== undefined) === isPublic) {
      throw new Error(
        `${method} ${route.url} must either name a permission or be listed as public`,
      );
    }
    return { method, url: route.url, access: access ?? 'public' };
  });
}

/** The caller of a route that names a permission. */
export function callerOf(request: { readonly caller: Caller | null }): Caller {
  if (request.caller === null) throw new FieldsealError('server.unauthenticated');
  return request.caller;
}
