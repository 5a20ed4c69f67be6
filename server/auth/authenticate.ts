import type { IncomingHttpHeaders } from 'node:http';
import { WHOLE_PROGRAMME } from '../db/scope.ts';
import { verifyAccessToken, verifyDpopProof } from '../../shared/crypto/index.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { ServerDeps } from '../deps.ts';
import type { Caller } from './caller.ts';
import { findCaller } from './find-caller.ts';
import { secondsNow, type ProofChecks } from './proof-checks.ts';

/**
 * Who sent this request: an access token of ours, and a fresh proof by the key the token is bound to, made for
 * this very request (RFC 9449 section 7). `path` is without the query.
 * @throws FieldsealError `server.unauthenticated`, `sync.device-revoked`, `sync.device-suspended`; `server.nonce-needed`
 * where only the proof's time is wrong.
 */
export async function authenticate(
  deps: ServerDeps,
  checks: ProofChecks,
  request: {
    readonly method: string;
    readonly path: string;
    readonly headers: IncomingHttpHeaders;
  },
): Promise<{ readonly caller: Caller; readonly nonce: string | undefined }> {
  const token = /^DPoP ([\w.-]{1,4096})$/u.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) throw new FieldsealError('server.unauthenticated');
  const claims = await verifyAccessToken(token, deps.serverKey.publicKey);
  const caller = await deps.db.within(WHOLE_PROGRAMME, (db) => findCaller(db, claims.kid));
  if (caller?.kind !== claims.kind) throw new FieldsealError('server.unauthenticated');
  const proof = await verifyDpopProof(
    proofOf(request.headers),
    {
      method: request.method,
      url: `${deps.publicOrigin()}${request.path}`,
      publicKey: caller.publicKey,
      accessToken: token,
    },
    (nonce) => checks.nonces.isFresh(nonce, secondsNow(checks)),
  );
  if (proof.thumbprint !== claims.thumbprint) throw new FieldsealError('server.unauthenticated');
  await checks.replays.useOnce('proof', claims.kid, proof.jti);
  return { caller, nonce: proof.nonce };
}

/** The one DPoP header of a request (RFC 9449 section 4.3, step 1). */
export function proofOf(headers: IncomingHttpHeaders): string {
  const proof = headers['dpop'];
  // Node joins repeated headers with a comma, which no JWT contains.
  if (typeof proof !== 'string' || !/^[\w.-]{1,4096}$/u.test(proof)) {
    throw new FieldsealError('server.unauthenticated');
  }
  return proof;
}
