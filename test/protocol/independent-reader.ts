/**
 * A reader of the wire that was written from docs/protocol.md alone: Node's own cryptography and a CBOR library, nothing of
 * ours. What it can't open, no other client could.
 */
import crypto from 'node:crypto';
import { decode, encode, rfc8949EncodeOptions } from 'cborg';
import * as HPKE from 'hpke';

type Fields = Readonly<Record<string, unknown>>;

/** A signed message that verified by the key given. */
export function openSigned(message: Uint8Array, context: string, publicKey: string): Fields {
  const { ctx, kid, payload, sig } = decode(message) as {
    readonly ctx: string;
    readonly kid: string;
    readonly payload: Uint8Array;
    readonly sig: Uint8Array;
  };
  const raw = Buffer.from(publicKey, 'base64url');
  const id = crypto.createHash('sha256').update(raw).digest().subarray(0, 16);
  if (ctx !== context || kid !== id.toString('base64url')) throw new Error('another message');
  const key = crypto.createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: publicKey },
    format: 'jwk',
  });
  const signed = Buffer.concat([Buffer.from(`fieldseal/1/${ctx}\0`), payload]);
  if (!crypto.verify(null, signed, key, sig)) throw new Error('wrong signature');
  return decode(payload) as Fields;
}

/** What a signed message says, unchecked: to find the keys that stand in it. */
export function peekSigned(message: Uint8Array): Fields {
  return decode((decode(message) as { readonly payload: Uint8Array }).payload) as Fields;
}

/** An X25519 key pair, 32 bytes each. */
export interface ReviewKey {
  readonly secret: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** The content of a record, by a review key it was sealed to. */
export async function openItem(item: Fields, reviewKey: ReviewKey): Promise<unknown> {
  const { binding, envelope, recordKeys } = item as {
    readonly binding: Fields;
    readonly envelope: Uint8Array;
    readonly recordKeys: readonly Wrapped[];
  };
  const [wrapped] = recordKeys;
  if (wrapped === undefined) throw new Error('no key');
  const recordKey = await unwrap(wrapped, binding, reviewKey);
  const { v, alg, kid, nonce, ct, aad } = decode(envelope) as {
    readonly v: number;
    readonly alg: string;
    readonly kid: string;
    readonly nonce: Uint8Array;
    readonly ct: Uint8Array;
    readonly aad: string;
  };
  if (v !== 1 || alg !== 'A256GCM') throw new Error('another envelope');
  const bound = cbor(['fieldseal-envelope', 1, aad, kid, binding]);
  const padded = openGcm(recordKey, nonce, ct, bound);
  if (padded[0] !== 1 || padded.length % 512 !== 0) throw new Error('not padded');
  const length = padded.readUInt32BE(1);
  return decode(padded.subarray(5, 5 + length));
}

interface Wrapped {
  readonly alg?: string;
  readonly enc: Uint8Array;
  readonly ct: Uint8Array;
}

async function unwrap(
  wrapped: Wrapped,
  binding: Fields,
  { secret, publicKey }: ReviewKey,
): Promise<Uint8Array> {
  const suite = new HPKE.CipherSuite(
    HPKE.KEM_DHKEM_X25519_HKDF_SHA256,
    HPKE.KDF_HKDF_SHA256,
    HPKE.AEAD_AES_256_GCM,
  );
  const key = {
    privateKey: await suite.DeserializePrivateKey(secret, false),
    publicKey: await suite.DeserializePublicKey(publicKey),
  };
  if (wrapped.alg === undefined) {
    const info = Buffer.from('fieldseal/1/record-key');
    return suite.Open(key, wrapped.enc, wrapped.ct, { aad: cbor(binding), info });
  }
  if (wrapped.alg !== 'X25519-GROUP-A256GCM') throw new Error('another wrapping');
  const label = Buffer.from('fieldseal/2/record-group-key');
  const sealed = wrapped.ct.slice(0, 48);
  const groupKey = await suite.Open(key, wrapped.enc, sealed, { aad: label, info: label });
  const rest = wrapped.ct.slice(48);
  const bound = cbor(['fieldseal-record-key', 2, binding]);
  return openGcm(groupKey, rest.subarray(0, 12), rest.subarray(12), bound);
}

function openGcm(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Buffer {
  const tag = sealed.length - 16;
  const decipher = crypto.createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAAD(aad).setAuthTag(sealed.subarray(tag));
  return Buffer.concat([decipher.update(sealed.subarray(0, tag)), decipher.final()]);
}

function cbor(value: unknown): Uint8Array {
  return encode(value, rfc8949EncodeOptions);
}
