import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ApproveFile, PeopleWithoutLaptop, ROUTES } from '../../shared/sync/http-api.ts';
import { occasionOf } from '../audit/occasion.ts';
import { readOf, withEvent } from '../audit/with-event.ts';
import { textToBytes } from '../db/binary.ts';
import { WHOLE_PROGRAMME } from '../db/scope.ts';
import type { ServerDeps } from '../deps.ts';
import { approveFile, listWithoutLaptop, requireListed } from '../provisioning/file-request.ts';
import { withinOwnAreas } from './own-scope.ts';
import { NO_CONTENT_WIRE } from './wire.ts';

const NO_CONTENT = 204;
const RequestHash = z.object({ requestHash: z.string().regex(/^[0-9a-f]{64}$/u) });

/** Letting in a laptop whose request came in a file. */
export function fileRequestRoutes({ db, now }: ServerDeps): FastifyPluginCallbackZod {
  const access = 'provisioning.approve' as const;
  return (app, _options, done) => {
    app.get(
      ROUTES.peopleWithoutLaptop,
      { schema: { response: { 200: PeopleWithoutLaptop } }, config: { access } },
      async (request) =>
        withinOwnAreas(db, request, (own) =>
          withEvent(
            own,
            occasionOf(request, now()),
            async (trx) => ({ people: [...(await listWithoutLaptop(trx))] }),
            ({ people }) => readOf('requests.read', 'provisioning', people),
          ),
        ),
    );
    app.put(
      ROUTES.approveFile,
      {
        schema: { params: RequestHash, body: ApproveFile },
        config: { access, wire: NO_CONTENT_WIRE },
      },
      async (incoming, reply) => {
        const { body, params } = incoming;
        const approval = {
          requestHash: params.requestHash,
          request: textToBytes(body.request, 'request'),
          grant: textToBytes(body.grant, 'grant'),
          listedAs: body.listedAs,
        };
        await withinOwnAreas(db, incoming, (own) => requireListed(own, approval));
        // Moving a listing is the programme's: areas may read people, and no more.
        await db.within(WHOLE_PROGRAMME, (all) =>
          approveFile(all, approval, occasionOf(incoming, now())),
        );
        return reply.code(NO_CONTENT).send();
      },
    );
    done();
  };
}
