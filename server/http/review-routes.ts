import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  DecisionPage,
  PostDecisions,
  PostedDecisions,
  ReviewPage,
  ROUTES,
} from '../../shared/sync/http-api.ts';
import { occasionOf } from '../audit/occasion.ts';
import { asOperator } from '../auth/caller.ts';
import { textToBytes } from '../db/binary.ts';
import type { ServerDeps } from '../deps.ts';
import { listDecisions } from '../review/list-decisions.ts';
import { listRecords } from '../review/list-records.ts';
import { postDecisions } from '../review/post-decisions.ts';
import { withinOwnAreas } from './own-scope.ts';
import { callerOf } from './route-access.ts';

const PageQuery = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** Sealed records to review, decisions in, decisions out. */
export function reviewRoutes(deps: ServerDeps): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    app.get(
      ROUTES.reviewRecords,
      {
        schema: { querystring: PageQuery, response: { 200: ReviewPage } },
        config: { access: 'record.review' },
      },
      async (request) =>
        listRecords(
          deps.db,
          asOperator(callerOf(request)),
          request.query,
          occasionOf(request, deps.now()),
        ),
    );
    app.post(
      ROUTES.decisions,
      {
        schema: { body: PostDecisions, response: { 200: PostedDecisions } },
        config: { access: 'decision.write' },
      },
      async (request) => {
        const decisions = request.body.decisions.map((text) => textToBytes(text, 'decisions'));
        const caller = asOperator(callerOf(request));
        const occasion = occasionOf(request, deps.now());
        const results = await withinOwnAreas(deps.db, request, (db) =>
          postDecisions(db, caller, decisions, occasion),
        );
        return { results: [...results] };
      },
    );
    app.get(
      ROUTES.decisions,
      {
        schema: { querystring: PageQuery, response: { 200: DecisionPage } },
        config: { access: 'decision.read-own' },
      },
      async (request) =>
        listDecisions(deps.db, callerOf(request), request.query, occasionOf(request, deps.now())),
    );
    done();
  };
}
