import { z } from 'zod';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import { copyBytes, type Bytes } from '../encoding/bytes.ts';
import { decodeDeterministicCbor, encodeCbor } from '../encoding/cbor.ts';
import { aeadOpen, aeadSeal } from './primitives/aead.ts';

/** Version of the envelope format this code writes and the only one it reads. */
export const ENVELOPE_VERSION = 1;

/**
 * Kinds of sealed content. The kind is part of the associated data, so a draft cannot be passed off as a
 * record, nor a key slot as an index page.
 */
export const ENVELOPE_PROFILES = [
  'record',
  'draft',
  'record-view',
  'index-page',
  'operator-keys',
  'grant-keys',
  'recovery-key',
  'slot-factor',
  'audit-event',
  'settings',
  'data-keys',
  'managed',
] as const;
export type EnvelopeProfile = (typeof ENVELOPE_PROFILES)[number];

/** What a ciphertext is bound to besides its kind: every part is compared when it is opened. */
export type AssociatedData = Readonly<Record<string, string | number>>;

const Envelope = z.strictObject({
  v: z.literal(ENVELOPE_VERSION),
  alg: z.literal('A256GCM'),
  kid: z.string().min(1).max(128),
  nonce: z.instanceof(Uint8Array),
  ct: z.instanceof(Uint8Array),
  aad: z.literal(ENVELOPE_PROFILES),
});

/** Seals `plaintext` under `key` (named `kid`), bound to the profile and `bound`. */
export async function sealEnvelope(
  key: CryptoKey,
  kid: string,
  profile: EnvelopeProfile,
  bound: AssociatedData,
  plaintext: Bytes,
): Promise<Bytes> {
  const { nonce, ciphertext } = await aeadSeal(key, plaintext, aadOf(profile, kid, bound));
  return encodeCbor({
    v: ENVELOPE_VERSION,
    alg: 'A256GCM',
    kid,
    nonce,
    ct: ciphertext,
    aad: profile,
  });
}

/** Key id an envelope names, read without opening it. @throws FieldsealError as `openEnvelope`. */
export function envelopeKeyId(bytes: Uint8Array): string {
  return parseEnvelope(bytes).kid;
}

/**
 * Opens an envelope with the key that `keyFor` gives for its key id.
 * @throws FieldsealError `crypto.version-unknown`, `crypto.algorithm-unknown`, `crypto.key-unknown`, or
 * `crypto.open-failed` when anything was changed or moved.
 */
export async function openEnvelope(
  keyFor: (kid: string) => CryptoKey | undefined,
  profile: EnvelopeProfile,
  bound: AssociatedData,
  bytes: Uint8Array,
): Promise<Bytes> {
  const envelope = parseEnvelope(bytes);
  if (envelope.aad !== profile) throw new FieldsealError('crypto.open-failed');
  const key = keyFor(envelope.kid);
  if (key === undefined) throw new FieldsealError('crypto.key-unknown');
  return aeadOpen(
    key,
    copyBytes(envelope.nonce),
    copyBytes(envelope.ct),
    aadOf(profile, envelope.kid, bound),
  );
}

function aadOf(profile: EnvelopeProfile, kid: string, bound: AssociatedData): Bytes {
  return encodeCbor(['fieldseal-envelope', ENVELOPE_VERSION, profile, kid, bound]);
}

function parseEnvelope(bytes: Uint8Array): z.infer<typeof Envelope> {
  let value: unknown;
  try {
    value = decodeDeterministicCbor(bytes);
  } catch (cause) {
    throw new FieldsealError('crypto.open-failed', {}, cause);
  }
  const version = z.object({ v: z.number(), alg: z.string() }).safeParse(value);
  if (!version.success) throw new FieldsealError('crypto.open-failed');
  if (version.data.v !== ENVELOPE_VERSION) {
    throw new FieldsealError('crypto.version-unknown', {
      found: version.data.v,
      known: ENVELOPE_VERSION,
    });
  }
  if (version.data.alg !== 'A256GCM') {
    throw new FieldsealError('crypto.algorithm-unknown', { found: version.data.alg });
  }
  const parsed = Envelope.safeParse(value);
  if (!parsed.success) throw new FieldsealError('crypto.open-failed');
  return parsed.data;
}
