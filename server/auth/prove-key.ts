import type { IncomingHttpHeaders } from 'node:http';
import { verifyClientAssertion, verifyDpopProof } from '../../shared/crypto/index.ts';
import type { Bytes } from '../../shared/encoding/bytes.ts';
import { proofOf } from './authenticate.ts';
import { secondsNow, type ProofChecks } from './proof-checks.ts';

/** A request that proves a key by itself: what names the key, and what was signed by it. */
export interface KeyProof {
  readonly kid: string;
  readonly publicKey: Bytes;
  /** Client assertion (RFC 7523). */
  readonly assertion: string;
  /** With the DPoP proof (RFC 9449). */
  readonly headers: IncomingHttpHeaders;
  /** The server's origin. */
  readonly origin: string;
  readonly path: string;
}

/**
 * Checks the assertion and the proof of a POST to `path`, each good once. Answers the nonce by which they count, if any.
 * @throws FieldsealError `server.unauthenticated`; `server.nonce-needed` where only the times are wrong.
 */
export async function proveKey(
  checks: ProofChecks,
  { kid, publicKey, assertion, headers, origin, path }: KeyProof,
): Promise<{ readonly nonce: string | undefined }> {
  const isFresh = (nonce: string): boolean => checks.nonces.isFresh(nonce, secondsNow(checks));
  const { jti } = await verifyClientAssertion(assertion, publicKey, origin, isFresh);
  const proof = await verifyDpopProof(
    proofOf(headers),
    { method: 'POST', url: `${origin}${path}`, publicKey },
    isFresh,
  );
  await checks.replays.useOnce('assertion', kid, jti);
  await checks.replays.useOnce('proof', kid, proof.jti);
  return { nonce: proof.nonce };
}
