import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { sql } from 'kysely';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { ROUTES, ServerInfo } from '../../shared/sync/http-api.ts';
import type { ServerDeps } from '../deps.ts';
import { readProgramme } from '../programme/read-programme.ts';

/** Is it there, is it ready, who is it. */
export function statusRoutes(deps: ServerDeps): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    app.get(ROUTES.health, () => ({ status: 'ok' }));
    app.get(ROUTES.ready, async () => {
      try {
        await sql`select 1`.execute(deps.db);
      } catch (cause) {
        throw new FieldsealError('server.not-ready', {}, cause);
      }
      return { status: 'ready' };
    });
    app.get(ROUTES.serverInfo, { schema: { response: { 200: ServerInfo } } }, async () => {
      const { draft, published } = await readProgramme(deps.db);
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
