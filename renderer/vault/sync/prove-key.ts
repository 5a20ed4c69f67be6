import {
  createClientAssertion,
  createDpopProof,
  type SigningKey,
} from '../../../shared/crypto/index.ts';
import type { ApiCall } from './api-call.ts';

/** A POST that proves a key by itself, and the header that belongs to it. */
export interface ProvenCall {
  readonly call: ApiCall;
  readonly headers: { readonly dpop: string };
}

/**
 * Makes a POST that needs no access token: its JSON gets a client assertion (RFC 7523), and its header a DPoP proof (RFC
 * 9449), both by `key`, and with the server's nonce if there is one.
 */
export async function proveKey(
  call: ApiCall & { readonly json: Readonly<Record<string, unknown>> },
  key: SigningKey,
  nowSeconds: number,
  nonce: string | undefined,
): Promise<ProvenCall> {
  const { href } = new URL(call.path, call.serverUrl);
  const { origin } = new URL(call.serverUrl);
  const assertion = await createClientAssertion(key, origin, nowSeconds, nonce);
  return {
    call: { ...call, json: { ...call.json, client_assertion: assertion } },
    headers: { dpop: await createDpopProof(key, 'POST', href, nowSeconds, undefined, nonce) },
  };
}
