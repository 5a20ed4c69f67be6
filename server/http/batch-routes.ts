import type { FastifyRequest } from 'fastify';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { copyBytes, type Bytes } from '../../shared/encoding/bytes.ts';
import { sha256 } from '../../shared/crypto/index.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { BINARY_CONTENT_TYPE, ROUTES } from '../../shared/sync/http-api.ts';
import { asDevice } from '../auth/caller.ts';
import { occasionOf } from '../audit/occasion.ts';
import type { ServerDeps } from '../deps.ts';
import { contentDigest } from '../../shared/sync/upload-protocol.ts';
import { acceptBatch } from '../sync/accept-batch.ts';
import { BATCH_BODY_LIMIT } from './batch-body-limit.ts';
import type { BodyGate } from './body-gate.ts';
import { callerOf } from './route-access.ts';
import { BATCH_WIRE } from './wire.ts';

/** Batches in, receipts out, as the files they are. */
export function batchRoutes(deps: ServerDeps, bodyGate: BodyGate): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    app.addContentTypeParser(
      BINARY_CONTENT_TYPE,
      { parseAs: 'buffer', bodyLimit: BATCH_BODY_LIMIT },
      (_request, body, parsed) => {
        parsed(null, body);
      },
    );
    app.post(
      ROUTES.batches,
      {
        config: { access: 'batch.send', wire: BATCH_WIRE },
        bodyLimit: BATCH_BODY_LIMIT,
        onRequest: bodyGate,
      },
      async (request, reply) => {
        const caller = asDevice(callerOf(request));
        if (!(request.body instanceof Uint8Array)) {
          throw new FieldsealError('server.input-invalid', { field: 'content-type' });
        }
        const bytes = copyBytes(request.body);
        requireDigest(request, bytes);
        const occasion = occasionOf(request, deps.now());
        const receipt = await acceptBatch(deps, caller, bytes, occasion);
        return reply.type(BINARY_CONTENT_TYPE).send(Buffer.from(receipt));
      },
    );
    done();
  };
}

const SHA256_DIGEST = /(?:^|[\s,])sha-256=:[^:]*:/u;

/**
 * Where the sender says what it sent (`Content-Digest`, RFC 9530), damage on the way is told from a batch that is wrong: the
 * laptop sends the same bytes again, and sets no record aside. Other algorithms are passed over.
 * @throws FieldsealError `sync.upload-damaged`.
 */
function requireDigest(request: FastifyRequest, bytes: Bytes): void {
  const said = SHA256_DIGEST.exec(String(request.headers['content-digest'] ?? ''))?.[0];
  if (said === undefined) return;
  if (!said.endsWith(contentDigest(sha256(bytes)))) throw new FieldsealError('sync.upload-damaged');
}
