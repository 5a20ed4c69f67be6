import { SignJWT, calculateJwkThumbprint, decodeProtectedHeader, importJWK, jwtVerify } from 'jose';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import { toBase64Url, type Bytes } from '../encoding/bytes.ts';
import { sha256 } from './primitives/digest.ts';
import { randomId } from './primitives/random.ts';
import type { SigningKey } from './primitives/signing.ts';

/** Seconds for which a proof or an assertion counts; laptop clocks drift, replays are also refused by id. */
const PROOF_LIFETIME_SECONDS = 300;

/** The OKP JWK of an Ed25519 public key (RFC 8037). */
function publicJwk(publicKey: Uint8Array): { kty: 'OKP'; crv: 'Ed25519'; x: string } {
  return { kty: 'OKP', crv: 'Ed25519', x: toBase64Url(publicKey) };
}

/** JWK thumbprint (RFC 7638) an access token is bound to. */
export async function keyThumbprint(publicKey: Uint8Array): Promise<string> {
  return calculateJwkThumbprint(publicJwk(publicKey));
}

/**
 * Client assertion that asks for a token (`private_key_jwt`, RFC 7523): issuer and subject are the key id.
 * `audience` is the server's origin.
 */
export async function createClientAssertion(
  key: SigningKey,
  audience: string,
  nowSeconds: number,
): Promise<string> {
  return new SignJWT({})
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid })
    .setIssuer(key.kid)
    .setSubject(key.kid)
    .setAudience(audience)
    .setJti(randomId())
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + PROOF_LIFETIME_SECONDS)
    .sign(key.privateKey);
}

/** DPoP proof for one request (RFC 9449 section 4); `accessToken` is bound by its hash when given. */
export async function createDpopProof(
  key: SigningKey,
  method: string,
  url: string,
  nowSeconds: number,
  accessToken?: string,
): Promise<string> {
  const claims = {
    htm: method,
    htu: url,
    ...(accessToken === undefined ? {} : { ath: tokenHash(accessToken) }),
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'EdDSA', typ: 'dpop+jwt', jwk: publicJwk(key.publicKey) })
    .setJti(randomId())
    .setIssuedAt(nowSeconds)
    .sign(key.privateKey);
}

/** Key id named by a client assertion, NOT verified: only to find the key. */
export function assertionKeyId(assertion: string): string {
  try {
    return decodeProtectedHeader(assertion).kid ?? '';
  } catch {
    return '';
  }
}

/** Verifies a client assertion; answers its id, which the caller must refuse the second time. */
export async function verifyClientAssertion(
  assertion: string,
  publicKey: Bytes,
  audience: string,
): Promise<{ readonly jti: string }> {
  return verify(assertion, publicKey, { audience, maxTokenAge: PROOF_LIFETIME_SECONDS });
}

/**
 * Verifies a DPoP proof for this very request and token (RFC 9449 section 4.3); answers the key's
 * thumbprint and the proof's id, which the caller must refuse the second time.
 */
export async function verifyDpopProof(
  proof: string,
  expected: {
    readonly method: string;
    readonly url: string;
    readonly publicKey: Bytes;
    readonly accessToken?: string | undefined;
  },
): Promise<{ readonly jti: string; readonly thumbprint: string }> {
  const { jti, payload } = await verify(proof, expected.publicKey, {
    typ: 'dpop+jwt',
    maxTokenAge: PROOF_LIFETIME_SECONDS,
  });
  const ath = expected.accessToken === undefined ? undefined : tokenHash(expected.accessToken);
  if (
    payload['htm'] !== expected.method ||
    payload['htu'] !== expected.url ||
    payload['ath'] !== ath
  ) {
    throw new FieldsealError('server.unauthenticated');
  }
  return { jti, thumbprint: await keyThumbprint(expected.publicKey) };
}

/** Access token of the server, bound to the caller's key (RFC 9449 section 6). Lifetime in seconds. */
export async function issueAccessToken(
  serverKey: SigningKey,
  subject: {
    readonly kid: string;
    readonly kind: 'device' | 'operator';
    readonly thumbprint: string;
  },
  nowSeconds: number,
  lifetimeSeconds: number,
): Promise<string> {
  return new SignJWT({ kind: subject.kind, cnf: { jkt: subject.thumbprint } })
    .setProtectedHeader({ alg: 'EdDSA', kid: serverKey.kid, typ: 'at+jwt' })
    .setSubject(subject.kid)
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + lifetimeSeconds)
    .sign(serverKey.privateKey);
}

/** Verifies an access token; answers who it is for. @throws FieldsealError `server.unauthenticated`. */
export async function verifyAccessToken(
  token: string,
  serverPublicKey: Bytes,
): Promise<{
  readonly kid: string;
  readonly kind: 'device' | 'operator';
  readonly thumbprint: string;
}> {
  const { payload } = await verify(token, serverPublicKey, { typ: 'at+jwt' }, false);
  const confirmation = payload['cnf'] as { readonly jkt?: unknown } | undefined;
  const kind = payload['kind'];
  if (
    typeof payload.sub !== 'string' ||
    typeof confirmation?.jkt !== 'string' ||
    (kind !== 'device' && kind !== 'operator')
  ) {
    throw new FieldsealError('server.unauthenticated');
  }
  return { kid: payload.sub, kind, thumbprint: confirmation.jkt };
}

async function verify(
  token: string,
  publicKey: Bytes,
  options: { readonly audience?: string; readonly typ?: string; readonly maxTokenAge?: number },
  needsId = true,
): Promise<{
  readonly jti: string;
  readonly payload: Awaited<ReturnType<typeof jwtVerify>>['payload'];
}> {
  try {
    const key = await importJWK(publicJwk(publicKey), 'EdDSA');
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['EdDSA'],
      // Access tokens (no id) are written and read by the server's own clock: they get no grace.
      clockTolerance: needsId ? PROOF_LIFETIME_SECONDS : 0,
      ...options,
    });
    if (needsId && typeof payload.jti !== 'string') throw new TypeError('no jti');
    return { jti: payload.jti ?? '', payload };
  } catch (cause) {
    throw new FieldsealError('server.unauthenticated', {}, cause);
  }
}

function tokenHash(token: string): string {
  return toBase64Url(sha256(new TextEncoder().encode(token)));
}
