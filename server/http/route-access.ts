import type { FastifyInstance, RouteOptions } from 'fastify';
import type { Action } from '../../shared/access/permissions.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { ROUTES } from '../../shared/sync/http-api.ts';
import { ORDER_ROUTES } from '../../shared/sync/order-api.ts';
import { authenticate } from '../auth/authenticate.ts';
import { decideFor, requireAllowed, type Caller } from '../auth/caller.ts';
import { offeringNonces, type ProofChecks } from '../auth/proof-checks.ts';
import type { ServerDeps } from '../deps.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The permission a caller needs. A route without it must stand in `PUBLIC_ROUTES`. */
    access?: Action;
    /** Another permission that is enough too; the work says what each lets its holder see. */
    otherAccess?: Action;
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
  readonly otherAccess?: Action | undefined;
}

/** What a route asks of callers, in words: one permission, or either of two. */
export function permissionsOf({
  access,
  otherAccess,
}: Pick<RouteAccess, 'access' | 'otherAccess'>): string {
  return otherAccess === undefined ? access : `${access} or ${otherAccess}`;
}

/** Routes that answer anybody, each with its reason. */
export const PUBLIC_ROUTES: ReadonlyMap<string, string> = new Map([
  [`GET ${ROUTES.health}`, 'says that the process runs'],
  [`GET ${ROUTES.ready}`, 'says that database and object store answer'],
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
  checks: ProofChecks,
): void {
  const routes: RouteAccess[] = [];
  app.decorate('routeAccess', routes);
  app.decorateRequest('caller', null);
  app.decorateRequest('judgedAt', null);
  app.decorateRequest('problemCode', null);
  app.addHook('onRoute', (route) => {
    routes.push(...declaredAccess(route));
  });
  app.addHook('onRequest', async (request, reply) => {
    const { access, otherAccess } = request.routeOptions.config;
    if (access === undefined) return;
    const path = request.url.split('?')[0] ?? '';
    const { method, headers } = request;
    const { caller } = await offeringNonces(checks, reply, () =>
      authenticate(deps, checks, { method, path, headers }),
    );
    const judgedAt = deps.now();
    requireAllowed(caller, decidingAction(caller, access, otherAccess, judgedAt), judgedAt);
    request.caller = caller;
    request.judgedAt = judgedAt;
  });
}

/** The permission that lets the caller in; failing that, the one that the caller's assignments have something of. */
function decidingAction(
  caller: Caller,
  access: Action,
  otherAccess: Action | undefined,
  at: Date,
): Action {
  if (otherAccess === undefined) return access;
  const judged = [access, otherAccess].map((action) => ({
    action,
    decision: decideFor(caller, action, at),
  }));
  const deciding =
    judged.find(({ decision }) => decision.allowed) ??
    judged.find(({ decision }) => !decision.allowed && decision.refusal.rule !== 'no-role');
  return deciding?.action ?? access;
}

function declaredAccess(route: RouteOptions): readonly RouteAccess[] {
  const { access, otherAccess } = route.config ?? {};
  return [route.method].flat().map((method) => {
    const isPublic = PUBLIC_ROUTES.has(`${method} ${route.url}`);
    if ((access !== undefined) === isPublic) {
      throw new Error(
        `${method} ${route.url} must either name a permission or be listed as public`,
      );
    }
    return {
      method,
      url: route.url,
      access: access ?? 'public',
      ...(otherAccess !== undefined && { otherAccess }),
    };
  });
}

/** The caller of a route that names a permission. */
export function callerOf(request: { readonly caller: Caller | null }): Caller {
  if (request.caller === null) throw new FieldsealError('server.unauthenticated');
  return request.caller;
}
