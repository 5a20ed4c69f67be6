/**
 * Signatures, tokens and version ids of OpenSPP's interfaces. The product will read them through its connector; here
 * the published values are held against the libraries it will use.
 */
import { p256, p384 } from '@noble/curves/nist.js';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { z } from 'zod';
import {
  importSigningSeed,
  signBytes,
  verifyBytes,
} from '../../shared/crypto/primitives/signing.ts';
import { fromBase64Url, fromHex, toBase64Url, toHex, utf8 } from '../../shared/encoding/bytes.ts';
import { expectSame } from './outcome.ts';

const hex = z.string().transform(fromHex);
const CURVES: Readonly<Record<string, typeof p256>> = { ES256: p256, ES384: p384 };
const Ecdsa = z.object({ alg: z.string(), raw_hex: hex, der_hex: hex });
const Ed25519 = z.object({
  jwk: z.object({ d: z.string(), x: z.string() }),
  message_utf8: z.string(),
  signature_hex: hex,
});
const VersionId = z.object({ write_date_utc: z.string(), versionId: z.string() });
const Jwt = z.object({
  secret: z.string(),
  header: z.record(z.string(), z.unknown()),
  payload: z.looseObject({ iss: z.string(), aud: z.string(), iat: z.number() }),
  token: z.string(),
});

export async function runApiSection(section: string, vector: unknown): Promise<boolean> {
  switch (section) {
    case 'ecdsa_format':
      checkEcdsaForms(Ecdsa.parse(vector));
      return true;
    case 'ed25519':
      await checkSignature(Ed25519.parse(vector));
      return true;
    case 'api_version_id': {
      const { write_date_utc: written, versionId } = VersionId.parse(vector);
      expectSame('the version id', versionIdOf(written), versionId);
      return true;
    }
    case 'api_jwt':
      await checkToken(Jwt.parse(vector));
      return true;
    default:
      return false;
  }
}

/** One signature in two forms: the two numbers side by side, and as ASN.1. */
function checkEcdsaForms({ alg, raw_hex: raw, der_hex: der }: z.infer<typeof Ecdsa>): void {
  const curve = CURVES[alg];
  if (curve === undefined) throw new Error(`unknown algorithm ${alg}`);
  const { Signature } = curve;
  expectSame('ASN.1', toHex(Signature.fromBytes(raw, 'compact').toBytes('der')), toHex(der));
  expectSame('raw', toHex(Signature.fromBytes(der, 'der').toBytes('compact')), toHex(raw));
}

async function checkSignature(vector: z.infer<typeof Ed25519>): Promise<void> {
  const key = await importSigningSeed(fromBase64Url(vector.jwk.d));
  const message = utf8(vector.message_utf8);
  expectSame('the public key', toBase64Url(key.publicKey), vector.jwk.x);
  const signature = await signBytes(key, message);
  expectSame('the signature', toHex(signature), toHex(vector.signature_hex));
  expectSame('verified', await verifyBytes(key.publicKey, message, signature), true);
}

/** `str(int(write_date.timestamp() * 1e6))` of a time without zone, in binary floating point as Python adds it up. */
function versionIdOf(writtenUtc: string): string {
  const [moment = '', fraction = ''] = writtenUtc.split('.');
  const seconds = Date.parse(`${moment}Z`) / 1000;
  const microseconds = Number(fraction.padEnd(6, '0').slice(0, 6));
  return String(Math.trunc((seconds + microseconds / 1e6) * 1e6));
}

async function checkToken({ secret, header, payload, token }: z.infer<typeof Jwt>): Promise<void> {
  const verified = await jwtVerify(token, utf8(secret), {
    algorithms: ['HS256'],
    issuer: payload.iss,
    audience: payload.aud,
    currentDate: new Date(payload.iat * 1000),
  });
  expectSame('the payload', sorted(verified.payload), sorted(payload));
  expectSame('the header', sorted(decodeProtectedHeader(token)), sorted(header));
}

/** JSON with its keys in order: the token's own order is the writer's affair. */
function sorted(value: object): string {
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
