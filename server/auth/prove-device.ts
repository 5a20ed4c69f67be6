import type { IncomingHttpHeaders } from 'node:http';
import { assertionKeyId } from '../../shared/crypto/index.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { ownBytes } from '../db/binary.ts';
import { WHOLE_PROGRAMME } from '../db/scope.ts';
import type { ServerDeps } from '../deps.ts';
import type { ProofChecks } from './proof-checks.ts';
import { proveKey } from './prove-key.ts';

/**
 * The laptop that sends a request without a token: a client assertion (RFC 7523) and a DPoP proof for this very path by its
 * key, each good once. A laptop that is suspended or revoked is proven too: it may hear what is ordered of it, and nothing else.
 * @throws FieldsealError `sync.device-unknown` for a key that is no laptop's, `server.unauthenticated`;
 * `server.nonce-needed` where only the times are wrong.
 */
export async function proveDevice(
  deps: ServerDeps,
  checks: ProofChecks,
  request: {
    readonly assertion: string;
    readonly headers: IncomingHttpHeaders;
    readonly path: string;
  },
): Promise<{ readonly deviceId: string; readonly nonce: string | undefined }> {
  const origin = deps.publicOrigin();
  const kid = assertionKeyId(request.assertion);
  const device = await deps.db.within(WHOLE_PROGRAMME, (db) =>
    db.selectFrom('devices').select('signing_key').where('device_id', '=', kid).executeTakeFirst(),
  );
  if (device === undefined) throw new FieldsealError('sync.device-unknown');
  const publicKey = ownBytes(device.signing_key);
  const { assertion, headers, path } = request;
  const { nonce } = await proveKey(checks, { kid, publicKey, assertion, headers, origin, path });
  return { deviceId: kid, nonce };
}
