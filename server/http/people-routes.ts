import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ROUTES } from '../../shared/sync/http-api.ts';
import { AddPerson, NewCode, PersonList, PutAssignments } from '../../shared/sync/people-api.ts';
import { occasionOf } from '../audit/occasion.ts';
import { readOf, withEvent } from '../audit/with-event.ts';
import { asOperator } from '../auth/caller.ts';
import { textToBytes } from '../db/binary.ts';
import { WHOLE_PROGRAMME } from '../db/scope.ts';
import type { ServerDeps } from '../deps.ts';
import { addPerson } from '../people/add-person.ts';
import { changeAssignments } from '../people/change-assignments.ts';
import { listPeople } from '../people/list-people.ts';
import { codeForPerson } from '../people/code-for-person.ts';
import { ownScope, withinOwnAreas } from './own-scope.ts';
import { callerOf } from './route-access.ts';
import { NO_CONTENT_WIRE } from './wire.ts';

const NO_CONTENT = 204;
const PersonParams = z.object({ operatorId: z.string().min(1).max(128) });

/** Who is what: the list, new people and their codes, and changes. */
export function peopleRoutes(deps: ServerDeps): FastifyPluginCallbackZod {
  const { db, now } = deps;
  const config = { access: 'provisioning.approve' as const };
  return (app, _options, done) => {
    app.get(ROUTES.people, { schema: { response: { 200: PersonList } }, config }, async (request) =>
      withinOwnAreas(db, request, (own) =>
        withEvent(own, occasionOf(request, now()), listPeople, ({ people }) =>
          readOf('people.read', 'provisioning', people),
        ),
      ),
    );
    app.post(
      ROUTES.people,
      { schema: { body: AddPerson, response: { 200: NewCode } }, config },
      async (request) => {
        const scope = await ownScope(db, request);
        const occasion = occasionOf(request, now());
        // What the person will be decides, not a row that does not exist yet.
        const code = await db.within(WHOLE_PROGRAMME, (all) =>
          addPerson(all, scope, request.body, occasion),
        );
        return { code };
      },
    );
    app.post(
      ROUTES.personCode,
      { schema: { params: PersonParams, response: { 200: NewCode } }, config },
      async (request) => {
        const scope = await ownScope(db, request);
        const occasion = occasionOf(request, now());
        const { operatorId } = request.params;
        const code = await db.within(WHOLE_PROGRAMME, (all) =>
          codeForPerson(all, scope, operatorId, occasion),
        );
        return { code };
      },
    );
    app.put(
      ROUTES.personAssignments,
      {
        schema: { params: PersonParams, body: PutAssignments },
        config: { ...config, wire: NO_CONTENT_WIRE },
      },
      async (request, reply) => {
        const scope = await ownScope(db, request);
        const occasion = occasionOf(request, now());
        const { operatorId } = request.params;
        const { assignments } = request.body;
        const grants = request.body.grants.map((text) => textToBytes(text, 'grants'));
        const caller = asOperator(callerOf(request));
        await db.within(WHOLE_PROGRAMME, (all) =>
          changeAssignments(all, caller, scope, { operatorId, assignments, grants }, occasion),
        );
        return reply.code(NO_CONTENT).send();
      },
    );
    done();
  };
}
