import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { ErrorCode } from '../../shared/errors/error-codes.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';

/** HTTP status of each code; a refusal that is not listed is the request's fault (400). */
const STATUS: Partial<Readonly<Record<ErrorCode, number>>> = {
  'server.unauthenticated': 401,
  'server.nonce-needed': 401,
  'sync.device-unknown': 401,
  'sync.device-revoked': 403,
  'sync.maker-revoked': 403,
  'sync.device-suspended': 403,
  'sync.maker-suspended': 403,
  'order.own-device': 403,
  'order.outdated': 409,
  'order.keys-destroyed': 409,
  'server.forbidden': 403,
  'server.not-found': 404,
  'provisioning.code-invalid': 404,
  'provisioning.request-unknown': 404,
  'provisioning.code-used': 409,
  'provisioning.not-listed': 409,
  'people.changed-meanwhile': 409,
  'roles.still-held': 409,
  'sync.batch-gap': 409,
  'sync.batch-conflict': 409,
  'sync.item-conflict': 409,
  'sync.upload-unknown': 404,
  'sync.upload-offset': 409,
  'sync.upload-version': 412,
  // Checksum mismatch (tus 1.0.0, checksum extension).
  'sync.upload-damaged': 460,
  'server.too-large': 413,
  'server.too-many-requests': 429,
  'server.internal': 500,
  'server.not-ready': 503,
};

const UNAUTHORIZED = 401;
const BAD_REQUEST = 400;
const PAYLOAD_TOO_LARGE = 413;
const SERVER_ERROR = 500;

/**
 * Answers every error as problem details (RFC 9457) with a code of the closed table. Of what is not ours,
 * nothing leaves the server but `server.internal` and the request's id.
 */
export function installProblemHandlers(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) =>
    sendProblem(request, reply, new FieldsealError('server.not-found')),
  );
  app.setErrorHandler<FastifyError | FieldsealError>((error, request, reply) => {
    const known = toFieldsealError(error);
    if (known.code === 'server.internal') request.log.error(describe(error), 'request failed');
    return sendProblem(request, reply, known);
  });
}

async function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  error: FieldsealError,
): Promise<FastifyReply> {
  const status = STATUS[error.code] ?? BAD_REQUEST;
  request.problemCode = error.code;
  const { retryAfterSeconds } = error.details;
  if (typeof retryAfterSeconds === 'number') void reply.header('retry-after', retryAfterSeconds);
  if (status === UNAUTHORIZED) void reply.header('www-authenticate', challengeFor(error.code));
  return reply
    .code(status)
    .type('application/problem+json')
    .serializer((body: unknown) => JSON.stringify(body))
    .send({
      type: `urn:fieldseal:error:${error.code}`,
      title: STATUS_CODES[status] ?? 'Error',
      status,
      code: error.code,
      details: error.details,
      requestId: request.id,
    });
}

/** RFC 9449 sections 7.1 and 9. */
function challengeFor(code: ErrorCode): string {
  return code === 'server.nonce-needed'
    ? 'DPoP error="use_dpop_nonce", algs="EdDSA"'
    : 'DPoP algs="EdDSA"';
}

function toFieldsealError(error: FastifyError | FieldsealError): FieldsealError {
  if (error instanceof FieldsealError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    // Where it is wrong, never what stood there.
    const field = error.validation[0]?.instancePath.replace(/^\//u, '') ?? '';
    return new FieldsealError('server.input-invalid', { field }, error);
  }
  const status = error.statusCode ?? SERVER_ERROR;
  if (status === PAYLOAD_TOO_LARGE) return new FieldsealError('server.too-large', {}, error);
  if (status < SERVER_ERROR) return new FieldsealError('server.input-invalid', {}, error);
  return new FieldsealError('server.internal', {}, error);
}

/**
 * What the log may know of an unforeseen error: its kind and where it happened. A database's message can
 * quote a row, so messages stay out.
 */
function describe(error: Error & { readonly code?: string | undefined }): object {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /u.test(line));
  return { errorName: error.name, errorCode: error.code, frames: frames.slice(0, 12) };
}
