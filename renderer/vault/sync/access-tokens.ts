import type { SigningKey } from '../../../shared/crypto/index.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { ROUTES, TokenResponse } from '../../../shared/sync/http-api.ts';
import type { ApiCall } from './api-call.ts';
import { problemOf } from './problem.ts';
import { proveKey } from './prove-key.ts';
import { asksForNonce, type ServerNonces } from './server-nonces.ts';

/** A token is renewed so long before it ends. */
const SPARE_SECONDS = 30;

/** Access tokens by server and key, kept in memory while they count. */
export interface TokenCache {
  tokenFor(serverUrl: string, key: SigningKey): Promise<string>;
  forget(serverUrl: string, key: SigningKey): void;
}

type Send = (call: ApiCall, headers: Readonly<Record<string, string>>) => Promise<Response>;

/** Fetches tokens by a client assertion (RFC 7523) and a DPoP proof (RFC 9449), both with the server's nonce if there is one. */
export function createTokenCache(send: Send, now: () => Date, nonces: ServerNonces): TokenCache {
  const held = new Map<string, { readonly token: string; readonly until: number }>();

  async function ask(serverUrl: string, key: SigningKey, seconds: number): Promise<Response> {
    const json = {
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    };
    const call = { serverUrl, method: 'POST', path: ROUTES.token, json } as const;
    const proven = await proveKey(call, key, seconds, nonces.nonceFor(serverUrl));
    return send(proven.call, proven.headers);
  }

  async function fetchToken(serverUrl: string, key: SigningKey): Promise<string> {
    const seconds = Math.floor(now().getTime() / 1000);
    let response = await ask(serverUrl, key, seconds);
    if (asksForNonce(response)) response = await ask(serverUrl, key, seconds);
    if (!response.ok) throw await problemOf(response);
    const parsed = TokenResponse.safeParse(await response.json().catch(() => null));
    if (!parsed.success) throw new FieldsealError('sync.server-nonsense');
    const { access_token: token, expires_in: lifetime } = parsed.data;
    held.set(cacheKey(serverUrl, key), { token, until: seconds + lifetime - SPARE_SECONDS });
    return token;
  }

  return {
    async tokenFor(serverUrl, key) {
      const known = held.get(cacheKey(serverUrl, key));
      if (known !== undefined && known.until > now().getTime() / 1000) return known.token;
      return fetchToken(serverUrl, key);
    },
    forget(serverUrl, key) {
      held.delete(cacheKey(serverUrl, key));
    },
  };
}

function cacheKey(serverUrl: string, key: SigningKey): string {
  return `${serverUrl} ${key.kid}`;
}
