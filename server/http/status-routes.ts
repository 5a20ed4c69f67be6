import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { WHOLE_PROGRAMME } from '../db/scope.ts';
import { z } from 'zod';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { ROUTES, ServerInfo } from '../../shared/sync/http-api.ts';
import type { ServerDeps } from '../deps.ts';
import { readProgramme } from '../programme/read-programme.ts';

const Health = z.object({ status: z.literal('ok') });
const Readiness = z.object({ status: z.literal('ready') });

/** Is it there, is it ready, who is it. */
export function statusRoutes(deps: ServerDeps): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    app.get(ROUTES.health, { schema: { response: { 200: Health } } }, () => ({
      status: 'ok' as const,
    }));
    app.get(ROUTES.ready, { schema: { response: { 200: Readiness } } }, async () => {
      try {
        await Promise.all([deps.db.ping(), deps.objects.ping()]);
      } catch (cause) {
        throw new FieldsealError('server.not-ready', {}, cause);
      }
      return { status: 'ready' as const };
    });
    app.get(ROUTES.serverInfo, { schema: { response: { 200: ServerInfo } } }, async () => {
      const { draft, published } = await deps.db.within(WHOLE_PROGRAMME, readProgramme);
      return {
        programmeId: draft.id,
        programmeName: (published?.pack ?? draft).name,
        serverTime: deps.now().toISOString(),
        published: published !== null,
      };
    });
    done();
  };
}
