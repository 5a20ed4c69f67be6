import type { IncomingHttpHeaders } from 'node:http';
import { WHOLE_PROGRAMME } from '../db/scope.ts';
import { assertionKeyId, issueAccessToken, keyThumbprint } from '../../shared/crypto/index.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { ROUTES } from '../../shared/sync/http-api.ts';
import type { ServerDeps } from '../deps.ts';
import { findCaller } from './find-caller.ts';
import { proveKey } from './prove-key.ts';
import { secondsNow, type ProofChecks } from './proof-checks.ts';

/** Seconds an access token counts. */
export const TOKEN_LIFETIME_SECONDS = 600;

/**
 * Exchanges a client assertion (RFC 7523) and a DPoP proof by the same key for an access token bound to it.
 * @throws FieldsealError `sync.device-unknown` for a key nobody vouched for, `sync.device-revoked`,
 * `sync.device-suspended`, `server.unauthenticated`; `server.nonce-needed` where only the times are wrong.
 */
export async function issueToken(
  deps: ServerDeps,
  checks: ProofChecks,
  assertion: string,
  headers: IncomingHttpHeaders,
): Promise<{ readonly token: string; readonly nonce: string | undefined }> {
  const origin = deps.publicOrigin();
  const kid = assertionKeyId(assertion);
  const caller = await deps.db.within(WHOLE_PROGRAMME, (db) => findCaller(db, kid));
  if (caller === undefined) throw new FieldsealError('sync.device-unknown');
  const { publicKey, kind } = caller;
  const path = ROUTES.token;
  const { nonce } = await proveKey(checks, { kid, publicKey, assertion, headers, origin, path });
  const token = await issueAccessToken(
    deps.serverKey,
    { kid, kind, thumbprint: await keyThumbprint(publicKey) },
    secondsNow(checks),
    TOKEN_LIFETIME_SECONDS,
  );
  return { token, nonce };
}
