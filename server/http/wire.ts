import { BINARY_CONTENT_TYPE } from '../../shared/sync/http-api.ts';
import { PIECE_CONTENT_TYPE } from '../../shared/sync/upload-protocol.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route takes and gives besides its schemas; for the OpenAPI document alone. */
    wire?: Wire;
  }
}

/** The parts of a route that no zod schema can say: bodies that are no JSON, answers without a body, headers. */
export interface Wire {
  /** Content type of a body that is not JSON. */
  readonly body?: string;
  /** Status of the answer, and its content type where it has a body; undefined: 200, as the schema says. */
  readonly answer?: { readonly status: number; readonly type?: string };
  /** Headers that the request must have, each with its meaning. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The answer is its status alone. */
export const NO_CONTENT_WIRE: Wire = { answer: { status: 204 } };

export const BATCH_WIRE: Wire = {
  body: BINARY_CONTENT_TYPE,
  answer: { status: 200, type: BINARY_CONTENT_TYPE },
};
export const RECEIPT_WIRE: Wire = { answer: { status: 200, type: BINARY_CONTENT_TYPE } };

const TUS = { 'Tus-Resumable': 'version of the protocol: 1.0.0' };

/** The upload routes, by tus 1.0.0. */
export const UPLOAD_WIRES = {
  begin: {
    answer: { status: 201 },
    headers: {
      ...TUS,
      'Upload-Length': 'bytes of the batch',
      'Upload-Metadata': "`batchHash` and the base64 of its hash's hexadecimal text",
    },
  },
  ask: { answer: { status: 200 }, headers: TUS },
  piece: {
    body: PIECE_CONTENT_TYPE,
    answer: { status: 204 },
    headers: { ...TUS, 'Upload-Offset': 'where the piece starts' },
  },
  drop: { answer: { status: 204 }, headers: TUS },
} as const satisfies Readonly<Record<string, Wire>>;
