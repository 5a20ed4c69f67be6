import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { WHOLE_PROGRAMME } from '../db/scope.ts';
import { PackBody, ROUTES } from '../../shared/sync/http-api.ts';
import { occasionOf } from '../audit/occasion.ts';
import { columnToText, textToBytes } from '../db/binary.ts';
import type { ServerDeps } from '../deps.ts';
import { replacePack } from '../programme/publish-pack.ts';
import { readPublished } from '../programme/read-programme.ts';
import { NO_CONTENT_WIRE } from './wire.ts';

const NO_CONTENT = 204;

/** The signed programme pack, to and from. */
export function programmeRoutes(deps: ServerDeps): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    app.get(
      ROUTES.programmePack,
      { schema: { response: { 200: PackBody } }, config: { access: 'programme.read' } },
      async () => {
        const { packBytes } = await deps.db.within(WHOLE_PROGRAMME, readPublished);
        return { pack: columnToText(packBytes) };
      },
    );
    app.put(
      ROUTES.publishPack,
      {
        schema: { body: PackBody },
        config: { access: 'programme.publish', wire: NO_CONTENT_WIRE },
      },
      async (request, reply) => {
        const pack = textToBytes(request.body.pack, 'pack');
        const occasion = occasionOf(request, deps.now());
        await deps.db.within(WHOLE_PROGRAMME, (db) =>
          replacePack(db, pack, deps.serverKey, occasion),
        );
        return reply.code(NO_CONTENT).send();
      },
    );
    done();
  };
}
