import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { sha256 } from '../../shared/crypto/index.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { BINARY_CONTENT_TYPE, ROUTES } from '../../shared/sync/http-api.ts';
import { PIECE_CONTENT_TYPE, uploadChecksum } from '../../shared/sync/upload-protocol.ts';
import { WHOLE_PROGRAMME, withinOwnDevice } from '../db/scope.ts';
import { occasionOf } from '../audit/occasion.ts';
import { asDevice } from '../auth/caller.ts';
import type { ServerDeps } from '../deps.ts';
import { readReceiptFor } from '../sync/batch-bearers.ts';
import { finishUpload } from '../uploads/finish-upload.ts';
import {
  appendPart,
  beginUpload,
  dropUpload,
  findUpload,
  type Upload,
} from '../uploads/upload-store.ts';
import { BATCH_BODY_LIMIT } from './batch-body-limit.ts';
import type { BodyGate } from './body-gate.ts';
import { readPiece } from './read-piece.ts';
import { callerOf } from './route-access.ts';
import { announcedHash, checksumOf, requireVersion, TUS_HEADERS, wholeNumber } from './tus.ts';
import { RECEIPT_WIRE, UPLOAD_WIRES, type Wire } from './wire.ts';

const CREATED = 201;
const NO_CONTENT = 204;

const BatchHash = z.object({ batchHash: z.string().regex(/^[0-9a-f]{64}$/u) });

/**
 * Batches in pieces, by the resumable upload protocol tus 1.0.0 with its extensions creation, termination, checksum and
 * expiration. An upload is named by its batch's hash; when its last byte has come the batch is taken, and its receipt
 * is asked for by the same name.
 */
export function uploadRoutes(deps: ServerDeps, bodyGate: BodyGate): FastifyPluginCallbackZod {
  const { db, now } = deps;
  const send = (wire: Wire) => ({ config: { access: 'batch.send' as const, wire } });
  return (app, _options, done) => {
    // The body stays a stream: what comes of a piece that breaks off is kept.
    app.addContentTypeParser(PIECE_CONTENT_TYPE, (_request, body, parsed) => {
      parsed(null, body);
    });
    app.post(ROUTES.uploads, send(UPLOAD_WIRES.begin), async (request, reply) => {
      requireVersion(request, reply);
      const name = nameOf(request, announcedHash(request));
      const length = wholeNumber(request, 'upload-length');
      if (length === 0 || length > BATCH_BODY_LIMIT) {
        throw new FieldsealError('server.too-large', { limit: BATCH_BODY_LIMIT });
      }
      const upload = await withinOwnDevice(db, name, (own) =>
        beginUpload(own, name, length, now()),
      );
      const location = ROUTES.upload.replace(':batchHash', name.batchHash);
      return answer(reply, upload).code(CREATED).header('location', location).send();
    });
    app.head(
      ROUTES.upload,
      { schema: { params: BatchHash }, ...send(UPLOAD_WIRES.ask) },
      async (request, reply) => {
        requireVersion(request, reply);
        const name = nameOf(request, request.params.batchHash);
        const upload = await withinOwnDevice(db, name, (own) => findUpload(own, name, now()));
        return answer(reply, upload).header('upload-length', upload.length).send();
      },
    );
    app.patch(
      ROUTES.upload,
      {
        schema: { params: BatchHash },
        bodyLimit: BATCH_BODY_LIMIT,
        onRequest: bodyGate,
        ...send(UPLOAD_WIRES.piece),
      },
      async (request, reply) => {
        requireVersion(request, reply);
        const name = nameOf(request, request.params.batchHash);
        const start = wholeNumber(request, 'upload-offset');
        const upload = await keepPiece(deps, request, name, start);
        if (upload.received === upload.length) {
          const occasion = occasionOf(request, now());
          await finishUpload(deps, asDevice(callerOf(request)), name.batchHash, occasion);
        }
        return answer(reply, upload).code(NO_CONTENT).send();
      },
    );
    app.delete(
      ROUTES.upload,
      { schema: { params: BatchHash }, ...send(UPLOAD_WIRES.drop) },
      async (request, reply) => {
        requireVersion(request, reply);
        const name = nameOf(request, request.params.batchHash);
        await withinOwnDevice(db, name, (own) => dropUpload(own, name));
        return reply.headers(TUS_HEADERS).code(NO_CONTENT).send();
      },
    );
    app.get(
      ROUTES.receipt,
      { schema: { params: BatchHash }, ...send(RECEIPT_WIRE) },
      async (request, reply) => {
        const name = nameOf(request, request.params.batchHash);
        // A batch that was carried is its maker's, not the bearer's.
        const receipt = await db.within(WHOLE_PROGRAMME, (all) =>
          readReceiptFor(all, name.deviceId, name.batchHash),
        );
        if (receipt === undefined) throw new FieldsealError('server.not-found');
        return reply.type(BINARY_CONTENT_TYPE).send(Buffer.from(receipt));
      },
    );
    done();
  };
}

async function keepPiece(
  { db, now, metrics }: ServerDeps,
  request: FastifyRequest,
  name: { readonly deviceId: string; readonly batchHash: string },
  start: number,
): Promise<Upload> {
  const { length, received } = await withinOwnDevice(db, name, (own) =>
    findUpload(own, name, now()),
  );
  if (start !== received) {
    throw new FieldsealError('sync.upload-offset', { expected: received, found: start });
  }
  if (typeof request.body !== 'object' || request.body === null) {
    throw new FieldsealError('server.input-invalid', { field: 'content-type' });
  }
  const piece = await readPiece(request.body as Readable, length - received);
  const checksum = checksumOf(request);
  const isAsSent = checksum === null || checksum === uploadChecksum(sha256(piece));
  if (!isAsSent) {
    metrics.pieceTaken('damaged');
    throw new FieldsealError('sync.upload-damaged');
  }
  const upload = await withinOwnDevice(db, name, (own) =>
    appendPart(own, name, start, piece, now()),
  );
  metrics.pieceTaken('kept');
  return upload;
}

function nameOf(
  request: FastifyRequest,
  batchHash: string,
): { readonly deviceId: string; readonly batchHash: string } {
  return { deviceId: asDevice(callerOf(request)).deviceId, batchHash };
}

function answer(reply: FastifyReply, { received, expiresAt }: Upload): FastifyReply {
  return reply
    .headers(TUS_HEADERS)
    .header('upload-offset', received)
    .header('upload-expires', expiresAt.toUTCString());
}
