import { z } from 'zod';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import { concatBytes, copyBytes, utf8, type Bytes } from '../encoding/bytes.ts';
import { decodeBoundedCbor, decodeDeterministicCbor, encodeCbor } from '../encoding/cbor.ts';
import { signBytes, verifyBytes, type SigningKey } from './primitives/signing.ts';

/**
 * What a signature is for. It is signed along with the payload, so that a signature made for one use is
 * worth nothing for another.
 */
export const SIGNING_CONTEXTS = [
  'batch-manifest',
  'batch-receipt',
  'registrant-item',
  'attachment-item',
  'review-decision',
  'provisioning-request',
  'provisioning-grant',
  'provisioning-answer',
  'programme-pack',
  'recovery-request',
  'recovery-answer',
  'audit-export',
  'lease-renewal',
  'audit-checkpoint',
  'device-order',
  'device-order-done',
] as const;
export type SigningContext = (typeof SIGNING_CONTEXTS)[number];

/** Keys and values of a payload: a full batch's manifest has 14,000; a pack names every area of a country. */
const MOST_ITEMS = 100_000;
const MOST_IN_PACK = 2_000_000;

// Strict: an extra, unsigned property would give one message several hashes.
const SignedMessage = z.strictObject({
  ctx: z.literal(SIGNING_CONTEXTS),
  kid: z.string().min(1).max(64),
  payload: z.instanceof(Uint8Array),
  sig: z.instanceof(Uint8Array),
});

/** Signs `payload` (deterministic CBOR of any value) for one use. */
export async function signMessage(
  key: SigningKey,
  context: SigningContext,
  payload: unknown,
): Promise<Bytes> {
  const bytes = encodeCbor(payload);
  const sig = await signBytes(key, signedBytes(context, bytes));
  return encodeCbor({ ctx: context, kid: key.kid, payload: bytes, sig });
}

/**
 * Context, key id and payload of a signed message, NOT verified: only to find out what and which key to verify with.
 * @throws FieldsealError `crypto.input-invalid` for malformed bytes.
 */
export function peekUnverified(message: Uint8Array): {
  readonly context: string;
  readonly kid: string;
  readonly payload: unknown;
} {
  const { ctx, kid, payload } = parse(message);
  return { context: ctx, kid, payload: decodePayload(ctx, payload) };
}

/**
 * The verified payload, decoded; its shape is the caller's to validate.
 * @throws FieldsealError `crypto.input-invalid` for malformed bytes, `crypto.key-unknown` when `keyFor`
 * knows no such key, `crypto.signature-invalid` for a wrong signature or another context.
 */
export async function openSignedMessage(
  message: Uint8Array,
  context: SigningContext,
  keyFor: (kid: string) => Promise<Bytes | undefined> | Bytes | undefined,
): Promise<{ readonly kid: string; readonly payload: unknown }> {
  const parsed = parse(message);
  if (parsed.ctx !== context) throw new FieldsealError('crypto.signature-invalid');
  const publicKey = await keyFor(parsed.kid);
  if (publicKey === undefined) throw new FieldsealError('crypto.key-unknown');
  const valid = await verifyBytes(
    publicKey,
    signedBytes(context, parsed.payload),
    copyBytes(parsed.sig),
  );
  if (!valid) throw new FieldsealError('crypto.signature-invalid');
  return { kid: parsed.kid, payload: decodePayload(context, parsed.payload) };
}

function signedBytes(context: SigningContext, payload: Uint8Array): Bytes {
  return concatBytes(utf8(`fieldseal/1/${context}\0`), payload);
}

function parse(message: Uint8Array): z.infer<typeof SignedMessage> {
  try {
    return SignedMessage.parse(decodeDeterministicCbor(message));
  } catch (cause) {
    throw new FieldsealError('crypto.input-invalid', {}, cause);
  }
}

function decodePayload(context: SigningContext, payload: Uint8Array): unknown {
  try {
    return decodeBoundedCbor(payload, context === 'programme-pack' ? MOST_IN_PACK : MOST_ITEMS);
  } catch (cause) {
    throw new FieldsealError('crypto.input-invalid', {}, cause);
  }
}
