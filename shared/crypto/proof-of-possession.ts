import {
  SignJWT,
  calculateJwkThumbprint,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  importJWK,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyOptions,
} from 'jose';
import type { ErrorCode } from '../errors/error-codes.ts';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import { toBase64Url, type Bytes } from '../encoding/bytes.ts';
import { sha256 } from './primitives/digest.ts';
import { randomId } from './primitives/random.ts';
import type { SigningKey } from './primitives/signing.ts';

/** Seconds for which a proof or an assertion counts; laptop clocks drift, replays are also refused by id. */
const PROOF_LIFETIME_SECONDS = 300;

/** How times are judged: by themselves, with grace for a laptop's clock, or not at all, where a nonce says it is of now. */
const OF_NOW = { clockTolerance: PROOF_LIFETIME_SECONDS, maxTokenAge: PROOF_LIFETIME_SECONDS };
const ANY_TIME = { clockTolerance: Number.MAX_SAFE_INTEGER };

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
 * `audience` is the server's origin. With a `nonce` of the server it counts whatever our clock says.
 */
export async function createClientAssertion(
  key: SigningKey,
  audience: string,
  nowSeconds: number,
  nonce?: string,
): Promise<string> {
  return new SignJWT(nonce === undefined ? {} : { nonce })
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid })
    .setIssuer(key.kid)
    .setSubject(key.kid)
    .setAudience(audience)
    .setJti(randomId())
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + PROOF_LIFETIME_SECONDS)
    .sign(key.privateKey);
}

/**
 * DPoP proof for one request (RFC 9449 section 4); `accessToken` is bound by its hash when given. With a `nonce` of the
 * server (section 8) it counts whatever our clock says.
 */
export async function createDpopProof(
  key: SigningKey,
  method: string,
  url: string,
  nowSeconds: number,
  accessToken?: string,
  nonce?: string,
): Promise<string> {
  const claims = {
    htm: method,
    htu: url,
    ...(accessToken === undefined ? {} : { ath: tokenHash(accessToken) }),
    ...(nonce === undefined ? {} : { nonce }),
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

/** Says whether a nonce is the verifier's own and fresh. */
export type NonceCheck = (nonce: string) => boolean;

/**
 * Verifies a client assertion; answers its id, which the caller must refuse the second time. Its times count
 * unless it carries a fresh nonce.
 * @throws FieldsealError `server.unauthenticated`; `server.nonce-needed` where only time or nonce is wrong.
 */
export async function verifyClientAssertion(
  assertion: string,
  publicKey: Bytes,
  audience: string,
  isFresh: NonceCheck,
): Promise<{ readonly jti: string }> {
  const { jti } = await verifyTimely(assertion, publicKey, { audience }, isFresh);
  return { jti };
}

/**
 * Verifies a DPoP proof for this very request and token (RFC 9449 section 4.3); answers the key's
 * thumbprint, the proof's id, which the caller must refuse the second time, and its nonce. Its time counts unless it
 * carries a fresh nonce.
 * @throws FieldsealError `server.unauthenticated`; `server.nonce-needed` where only time or nonce is wrong.
 */
export async function verifyDpopProof(
  proof: string,
  expected: {
    readonly method: string;
    readonly url: string;
    readonly publicKey: Bytes;
    readonly accessToken?: string | undefined;
  },
  isFresh: NonceCheck,
): Promise<{
  readonly jti: string;
  readonly thumbprint: string;
  readonly nonce: string | undefined;
}> {
  const { jti, payload, nonce } = await verifyTimely(
    proof,
    expected.publicKey,
    { typ: 'dpop+jwt' },
    isFresh,
  );
  const ath = expected.accessToken === undefined ? undefined : tokenHash(expected.accessToken);
  if (
    payload['htm'] !== expected.method ||
    payload['htu'] !== expected.url ||
    payload['ath'] !== ath
  ) {
    throw new FieldsealError('server.unauthenticated');
  }
  return { jti, thumbprint: await keyThumbprint(expected.publicKey), nonce };
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
  const payload = await verify(token, serverPublicKey, {
    typ: 'at+jwt',
    // Written and read by the server's own clock: no grace.
    clockTolerance: 0,
  });
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

/** A proof or an assertion: with an id, and of now by its nonce or, without one, by its times. */
async function verifyTimely(
  token: string,
  publicKey: Bytes,
  options: { readonly audience?: string; readonly typ?: string },
  isFresh: NonceCheck,
): Promise<{
  readonly jti: string;
  readonly payload: JWTPayload;
  readonly nonce: string | undefined;
}> {
  const hasNonce = claimsNonce(token);
  const payload = await verify(
    token,
    publicKey,
    { ...options, ...(hasNonce ? ANY_TIME : OF_NOW) },
    (cause) => (isOfAnotherTime(cause) ? 'server.nonce-needed' : 'server.unauthenticated'),
  );
  const { jti } = payload;
  if (typeof jti !== 'string') throw new FieldsealError('server.unauthenticated');
  if (!hasNonce) return { jti, payload, nonce: undefined };
  const nonce = payload['nonce'];
  if (typeof nonce !== 'string' || !isFresh(nonce)) {
    throw new FieldsealError('server.nonce-needed');
  }
  return { jti, payload, nonce };
}

/** Whether it has a nonce, NOT verified: only to know which rule of time it is held to. */
function claimsNonce(token: string): boolean {
  try {
    return decodeJwt(token)['nonce'] !== undefined;
  } catch {
    return false;
  }
}

async function verify(
  token: string,
  publicKey: Bytes,
  options: JWTVerifyOptions,
  refusalFor: (cause: unknown) => ErrorCode = () => 'server.unauthenticated',
): Promise<JWTPayload> {
  try {
    const key = await importJWK(publicJwk(publicKey), 'EdDSA');
    return (await jwtVerify(token, key, { algorithms: ['EdDSA'], ...options })).payload;
  } catch (cause) {
    throw new FieldsealError(refusalFor(cause), {}, cause);
  }
}

/** Whether nothing but its times is against it; they are looked at last, behind the signature. */
function isOfAnotherTime(cause: unknown): boolean {
  if (cause instanceof errors.JWTExpired) return true;
  return (
    cause instanceof errors.JWTClaimValidationFailed &&
    cause.claim === 'iat' &&
    cause.reason === 'check_failed'
  );
}

function tokenHash(token: string): string {
  return toBase64Url(sha256(new TextEncoder().encode(token)));
}
