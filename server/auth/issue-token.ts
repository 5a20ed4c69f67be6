import type { IncomingHttpHeaders } from 'node:http';
import { WHOLE_PROGRAMME } from '../db/scope.ts';
import {
  assertionKeyId,
  issueAccessToken,
  keyThumbprint,
  verifyClientAssertion,
  verifyDpopProof,
} from '../../shared/crypto/index.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { ROUTES } from '../../shared/sync/http-api.ts';
import type { ServerDeps } from '../deps.ts';
import { proofOf } from './authenticate.ts';
import { findCaller } from './find-caller.ts';
import type { ReplayCache } from './replay-cache.ts';

/** Seconds an access token counts. */
export const TOKEN_LIFETIME_SECONDS = 600;

/**
 * Exchanges a client assertion (RFC 7523) and a DPoP proof by the same key for an access token bound to it.
 * @throws FieldsealError `sync.device-unknown` for a key nobody vouched for, `sync.device-revoked`,
 * `sync.device-suspended`, `server.unauthenticated`.
 */
export async function issueToken(
  deps: ServerDeps,
  replays: ReplayCache,
  assertion: string,
  headers: IncomingHttpHeaders,
): Promise<string> {
  const origin = deps.publicOrigin();
  const kid = assertionKeyId(assertion);
  const caller = await deps.db.within(WHOLE_PROGRAMME, (db) => findCaller(db, kid));
  if (caller === undefined) throw new FieldsealError('sync.device-unknown');
  const { jti } = await verifyClientAssertion(assertion, caller.publicKey, origin);
  const proof = await verifyDpopProof(proofOf(headers), {
    method: 'POST',
    url: `${origin}${ROUTES.token}`,
    publicKey: caller.publicKey,
  });
  await replays.useOnce('assertion', kid, jti);
  await replays.useOnce('proof', kid, proof.jti);
  return issueAccessToken(
    deps.serverKey,
    { kid, kind: caller.kind, thumbprint: await keyThumbprint(caller.publicKey) },
    Math.floor(deps.now().getTime() / 1000),
    TOKEN_LIFETIME_SECONDS,
  );
}
