import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { signatureFault } from './signature.ts';
import { createStandInBucket, S3Refusal, type StandInBucket } from './stand-in-bucket.ts';
import { answerOf, type Answer, type Asked } from './stand-in-routes.ts';

/**
 * What befalls a request: nothing; an answer in place of the work; no answer at all; half of its body and then silence; or the work
 * done and the line broken before its answer.
 */
export type Fault =
  { readonly status: number; readonly code: string } | 'as-ever' | 'silence' | 'half' | 'lost';

/**
 * A stand-in for S3 that was written here from its documentation: no real store. It holds clients to signatures, conditions
 * and the rules of multipart uploads, for the calls that the product makes.
 */
export interface StandInS3 {
  readonly endpoint: string;
  readonly bucket: StandInBucket;
  /** Method and query of every request so far. */
  readonly asked: readonly string[];
  /** Befalls the next requests of this method, one each. */
  spoil(method: string, ...faults: readonly Fault[]): void;
  close(): Promise<void>;
}

export const TEST_BUCKET = 'attachments';

export async function startStandInS3(): Promise<StandInS3> {
  const bucket = createStandInBucket();
  const asked: string[] = [];
  const faults = new Map<string, Fault[]>();
  const server = http.createServer((request, response) => {
    void serve(request, response);
  });

  async function serve(
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { method = '' } = request;
    const url = new URL(request.url ?? '/', 'http://stand-in');
    asked.push(`${method} ${[...url.searchParams.keys()].join(' ')}`.trim());
    const fault = faults.get(method)?.shift();
    if (fault === 'silence') return;
    const { status, headers, content } =
      typeof fault === 'object'
        ? refusal(new S3Refusal(fault.status, fault.code))
        : answer({ method, url, headers: request.headers, body }, signatureFault(request, body));
    if (fault === 'lost') {
      response.destroy();
      return;
    }
    response.writeHead(status, { ...headers, 'content-length': content.length });
    if (fault === 'half') response.write(content.subarray(0, content.length / 2));
    else response.end(method === 'HEAD' ? undefined : content);
  }

  function answer(request: Asked, wrong: string | undefined): Answer {
    try {
      if (wrong !== undefined) throw new S3Refusal(403, wrong);
      return answerOf(bucket, TEST_BUCKET, request);
    } catch (error) {
      if (error instanceof S3Refusal) return refusal(error);
      throw error;
    }
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${String(port)}`,
    bucket,
    asked,
    spoil(method, ...next) {
      faults.set(method, [...(faults.get(method) ?? []), ...next]);
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function refusal({ status, code }: S3Refusal): Answer {
  const content = Buffer.from(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
  return { status, headers: { 'content-type': 'application/xml' }, content };
}
