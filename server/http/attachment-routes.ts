import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { BINARY_CONTENT_TYPE, ROUTES } from '../../shared/sync/http-api.ts';
import { readAttachment } from '../attachments/read-attachment.ts';
import { occasionOf } from '../audit/occasion.ts';
import { asOperator } from '../auth/caller.ts';
import type { ServerDeps } from '../deps.ts';
import { createGate } from '../gate.ts';
import { callerOf } from './route-access.ts';
import { RECEIPT_WIRE } from './wire.ts';

/** Bytes of attachments that are in memory at a time, until their readers have them. */
const MOST_BYTES = 64 * 1024 * 1024;
const PATIENCE_MS = 60_000;

const Address = z.object({ hash: z.string().regex(/^[0-9a-f]{64}$/u) });

/** Sealed attachments, by the hash that the sealed record names. */
export function attachmentRoutes(deps: ServerDeps): FastifyPluginCallbackZod {
  const gate = createGate(MOST_BYTES, PATIENCE_MS);
  return (app, _options, done) => {
    app.get(
      ROUTES.attachment,
      {
        schema: { params: Address },
        config: { access: 'record.review', otherAccess: 'registrant.enrol', wire: RECEIPT_WIRE },
      },
      async (request, reply) => {
        const caller = asOperator(callerOf(request));
        const occasion = occasionOf(request, deps.now());
        const { hash } = request.params;
        const sealed = await readAttachment(deps, caller, hash, occasion, async (size) => {
          const leave = await gate.enter(size);
          // Whoever asked may have hung up meanwhile.
          if (reply.raw.destroyed) leave();
          else reply.raw.once('close', leave);
        });
        return reply
          .type(BINARY_CONTENT_TYPE)
          .send(Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength));
      },
    );
    done();
  };
}
