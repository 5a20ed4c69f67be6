import type { z } from 'zod';
import { createDpopProof, type SigningKey } from '../../../shared/crypto/index.ts';
import type { Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { BINARY_CONTENT_TYPE } from '../../../shared/sync/http-api.ts';
import type { ApiCall } from './api-call.ts';
import { createTokenCache } from './access-tokens.ts';
import { problemOf } from './problem.ts';
import { proveKey } from './prove-key.ts';
import { asksForNonce, createServerNonces } from './server-nonces.ts';

/** A satellite line may take half a minute for a round trip, and a connection takes a few before it answers. */
const TIMEOUT_MS = 150_000;
const UNAUTHORIZED = 401;
const LARGEST_ANSWER = 64 * 1024 * 1024;

/** What helps against a refused sign-in, each once: the server's nonce, which is kept already, or a new token. */
type Remedy = 'nonce' | 'token';

/** Speaks with the server; every failure is one of our codes. */
export interface ApiClient {
  /** The answer, validated. @throws FieldsealError `sync.*`, `server.*` and what the server's problem names. */
  json<T>(call: ApiCall, schema: z.ZodType<T>): Promise<T>;
  bytes(call: ApiCall): Promise<Bytes>;
  /** For routes that answer headers at most. */
  none(call: ApiCall): Promise<Headers>;
}

/** A client over `fetch`; `now` is the clock of proofs, which may be wrong: the server then gives its nonce instead. */
export function createApiClient(doFetch: typeof fetch, now: () => Date): ApiClient {
  const nonces = createServerNonces(now);
  const tokens = createTokenCache(send, now, nonces);

  async function send(call: ApiCall, headers: Readonly<Record<string, string>>): Promise<Response> {
    try {
      const response = await doFetch(new URL(call.path, call.serverUrl), {
        method: call.method,
        headers: { ...contentType(call), ...call.headers, ...headers },
        body: call.binary ?? (call.json === undefined ? null : JSON.stringify(call.json)),
        credentials: 'omit',
        cache: 'no-store',
        redirect: 'error',
        referrerPolicy: 'no-referrer',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      nonces.learn(call.serverUrl, response);
      return response;
    } catch (cause) {
      throw networkError(cause);
    }
  }

  async function sendSignedIn(call: ApiCall): Promise<Response> {
    const { key, provenKey } = call;
    if (provenKey !== undefined) return sendProven(call, provenKey);
    if (key === undefined) return send(call, {});
    const accessToken = await tokens.tokenFor(call.serverUrl, key);
    const proof = await createDpopProof(
      key,
      call.method,
      withoutQuery(call),
      Math.floor(now().getTime() / 1000),
      accessToken,
      nonces.nonceFor(call.serverUrl),
    );
    return send(call, { authorization: `DPoP ${accessToken}`, dpop: proof });
  }

  async function sendProven(call: ApiCall, key: SigningKey): Promise<Response> {
    const seconds = Math.floor(now().getTime() / 1000);
    const json = (call.json ?? {}) as Readonly<Record<string, unknown>>;
    const proven = await proveKey({ ...call, json }, key, seconds, nonces.nonceFor(call.serverUrl));
    return send(proven.call, proven.headers);
  }

  async function answer(call: ApiCall): Promise<Response> {
    let response = await sendSignedIn(call);
    const untried = new Set<Remedy>(['nonce', 'token']);
    while (response.status === UNAUTHORIZED) {
      const remedy = asksForNonce(response) ? 'nonce' : 'token';
      if (!untried.delete(remedy)) break;
      if (remedy === 'token') {
        if (call.key === undefined) break;
        // The token may have run out between the two clocks: once more with a fresh one.
        tokens.forget(call.serverUrl, call.key);
      }
      response = await sendSignedIn(call);
    }
    if (!response.ok) throw await problemOf(response);
    return response;
  }

  async function body(call: ApiCall): Promise<Bytes> {
    const response = await answer(call);
    try {
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (bytes.length > LARGEST_ANSWER) throw new FieldsealError('sync.server-nonsense');
      return bytes;
    } catch (cause) {
      throw cause instanceof FieldsealError ? cause : networkError(cause);
    }
  }

  return {
    async json(call, schema) {
      const bytes = await body(call);
      try {
        return schema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
      } catch (cause) {
        throw new FieldsealError('sync.server-nonsense', {}, cause);
      }
    },
    bytes: body,
    async none(call) {
      return (await answer(call)).headers;
    },
  };
}

/** The target of a proof: the URL without query and fragment (RFC 9449 section 4.2). */
function withoutQuery(call: ApiCall): string {
  const url = new URL(call.path, call.serverUrl);
  return `${url.origin}${url.pathname}`;
}

function contentType(call: ApiCall): Readonly<Record<string, string>> {
  if (call.binary !== undefined) {
    return { 'content-type': call.contentType ?? BINARY_CONTENT_TYPE };
  }
  return call.json === undefined ? {} : { 'content-type': 'application/json' };
}

function networkError(cause: unknown): FieldsealError {
  const name = cause instanceof Error ? cause.name : '';
  const code = name === 'TimeoutError' || name === 'AbortError' ? 'sync.timeout' : 'sync.offline';
  return new FieldsealError(code, {}, cause);
}
