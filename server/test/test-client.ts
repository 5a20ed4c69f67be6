import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import {
  createClientAssertion,
  createDpopProof,
  type SigningKey,
} from '../../shared/crypto/index.ts';
import { BINARY_CONTENT_TYPE, ROUTES, TokenResponse } from '../../shared/sync/http-api.ts';
import { ORIGIN } from './test-server.ts';

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly bytes: Buffer;
  /** The body as JSON; its shape is the test's to know. */
  readonly json: LightMyRequestResponse['json'];
  /** The problem's code, or '' for an answer that is none. */
  readonly code: string;
}

/** One request as it stands, without credentials unless given. */
export async function call(
  app: FastifyInstance,
  method: Method,
  path: string,
  options: {
    readonly body?: object | Uint8Array | undefined;
    readonly headers?: Readonly<Record<string, string>> | undefined;
  } = {},
): Promise<Answer> {
  const { body } = options;
  const isBinary = body instanceof Uint8Array;
  const answer = await app.inject({
    method,
    url: path,
    headers: {
      ...(isBinary ? { 'content-type': BINARY_CONTENT_TYPE } : {}),
      ...options.headers,
    },
    ...(body === undefined ? {} : { payload: isBinary ? Buffer.from(body) : body }),
  });
  // The answer to HEAD has no body.
  const isProblem =
    String(answer.headers['content-type']).startsWith('application/problem+json') &&
    answer.rawPayload.length > 0;
  return {
    status: answer.statusCode,
    headers: answer.headers,
    bytes: answer.rawPayload,
    json: answer.json.bind(answer),
    code: isProblem ? answer.json<{ code: string }>().code : '',
  };
}

export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

/** Asks for a token with this key and answers whatever the server says. */
export async function askToken(
  app: FastifyInstance,
  key: SigningKey,
  at = nowSeconds(),
): Promise<Answer> {
  return call(app, 'POST', ROUTES.token, {
    body: {
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await createClientAssertion(key, ORIGIN, at),
    },
    headers: { dpop: await createDpopProof(key, 'POST', `${ORIGIN}${ROUTES.token}`, at) },
  });
}

/** Headers that prove the key for one request. */
export async function proofHeaders(
  key: SigningKey,
  token: string,
  method: Method,
  path: string,
): Promise<Record<string, string>> {
  const url = `${ORIGIN}${path.split('?')[0] ?? ''}`;
  return {
    authorization: `DPoP ${token}`,
    dpop: await createDpopProof(key, method, url, nowSeconds(), token),
  };
}

/** A key holder that signs in at its first request. */
export interface TestClient {
  readonly key: SigningKey;
  token(): Promise<string>;
  send(method: Method, path: string, body?: object | Uint8Array): Promise<Answer>;
}

export function createTestClient(app: FastifyInstance, key: SigningKey): TestClient {
  let held: string | undefined;
  async function token(): Promise<string> {
    if (held !== undefined) return held;
    const answer = await askToken(app, key);
    if (answer.status !== 200) throw new Error(`no token: ${answer.code}`);
    held = TokenResponse.parse(answer.json()).access_token;
    return held;
  }
  return {
    key,
    token,
    async send(method, path, body) {
      const headers = await proofHeaders(key, await token(), method, path);
      return call(app, method, path, { body, headers });
    },
  };
}
