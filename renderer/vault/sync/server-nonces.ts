const UNAUTHORIZED = 401;
const HEADER = 'dpop-nonce';
/** What a nonce may consist of (RFC 9449 section 8.1); a line that answers for the server must not fill our proofs. */
const NONCE = /^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/u;
/** The server takes its nonces for five minutes. After that a right clock needs none, and a wrong one asks anew. */
const KEPT_MS = 240_000;

/** Nonces by server, which stand for its clock in our proofs where ours is wrong (RFC 9449 section 8). In memory only. */
export interface ServerNonces {
  /** The nonce that proofs to this server carry now, if any. */
  nonceFor(serverUrl: string): string | undefined;
  /** Keeps the nonce that came with an answer, if any. */
  learn(serverUrl: string, response: Response): void;
}

/** No nonces yet. `now` only says how long one has been here. */
export function createServerNonces(now: () => Date): ServerNonces {
  const held = new Map<string, { readonly nonce: string; readonly since: number }>();
  return {
    nonceFor(serverUrl) {
      const known = held.get(serverUrl);
      // Both ways: the clock may be set meanwhile.
      if (known === undefined || Math.abs(now().getTime() - known.since) > KEPT_MS)
        return undefined;
      return known.nonce;
    },
    learn(serverUrl, response) {
      const nonce = nonceOf(response);
      if (nonce !== undefined) held.set(serverUrl, { nonce, since: now().getTime() });
    },
  };
}

/** Whether the request was refused for its time alone and goes through with the nonce that came along. */
export function asksForNonce(response: Response): boolean {
  return response.status === UNAUTHORIZED && nonceOf(response) !== undefined;
}

function nonceOf(response: Response): string | undefined {
  const nonce = response.headers.get(HEADER);
  return nonce !== null && NONCE.test(nonce) ? nonce : undefined;
}
