import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Happening } from '../../shared/audit/server-event.ts';
import {
  AUDIT_ROUTES,
  AuditEventPage,
  CheckpointBody,
  LARGEST_EVENT_PAGE,
} from '../../shared/sync/audit-api.ts';
import { occasionOf } from '../audit/occasion.ts';
import { currentCheckpoint, readEvents } from '../audit/read-events.ts';
import { withEvent } from '../audit/with-event.ts';
import { WHOLE_PROGRAMME } from '../db/scope.ts';
import type { ServerDeps } from '../deps.ts';

const USUAL_PAGE = 500;

const PageQuery = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(LARGEST_EVENT_PAGE).default(USUAL_PAGE),
});

/** The server's audit chain: its signed end for everybody who syncs, its events for auditors. */
export function auditRoutes(deps: ServerDeps): FastifyPluginCallbackZod {
  const { db, serverKey, now } = deps;
  return (app, _options, done) => {
    app.get(
      AUDIT_ROUTES.checkpoint,
      {
        schema: { response: { 200: CheckpointBody } },
        config: { access: 'audit.checkpoint' },
      },
      async () => ({
        checkpoint: await db.within(WHOLE_PROGRAMME, (all) =>
          currentCheckpoint(all, serverKey, now()),
        ),
      }),
    );
    app.get(
      AUDIT_ROUTES.events,
      {
        schema: { querystring: PageQuery, response: { 200: AuditEventPage } },
        config: { access: 'audit.read' },
      },
      async (request) =>
        db.within(WHOLE_PROGRAMME, (all) =>
          withEvent(
            all,
            occasionOf(request, now()),
            (trx) => readEvents(trx, serverKey, request.query, now()),
            readingOf,
          ),
        ),
    );
    done();
  };
}

function readingOf({ events }: AuditEventPage): Happening | null {
  const [first, last] = [events[0], events.at(-1)];
  if (first === undefined || last === undefined) return null;
  const range = { count: events.length, from: first.sequence, to: last.sequence };
  return { action: 'audit.read', purpose: 'audit', ...range };
}
