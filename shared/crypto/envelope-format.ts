import { z } from 'zod';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import { decodeDeterministicCbor } from '../encoding/cbor.ts';
import { AEAD_ALGORITHMS, TAG_LENGTH } from './primitives/aead-key.ts';

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
  'intake',
  'attachment',
] as const;
export type EnvelopeProfile = (typeof ENVELOPE_PROFILES)[number];

/**
 * Algorithms an envelope may name, closed. One more is one more line here, with its primitive in
 * `AEAD_ALGORITHMS`; envelopes of the others stay as they are.
 */
export const ENVELOPE_ALGORITHMS = ['A256GCM', 'XC20P'] as const;
export type EnvelopeAlgorithm = (typeof ENVELOPE_ALGORITHMS)[number];

const Envelope = z
  .strictObject({
    v: z.literal(ENVELOPE_VERSION),
    alg: z.literal(ENVELOPE_ALGORITHMS),
    kid: z.string().min(1).max(128),
    nonce: z.instanceof(Uint8Array),
    ct: z.instanceof(Uint8Array).refine((ct) => ct.length >= TAG_LENGTH),
    aad: z.literal(ENVELOPE_PROFILES),
  })
  .refine(({ alg, nonce }) => nonce.length === AEAD_ALGORITHMS[alg].nonceLength);
type Envelope = Readonly<z.infer<typeof Envelope>>;

/** True for an algorithm that an envelope may name. */
export function isEnvelopeAlgorithm(name: string): name is EnvelopeAlgorithm {
  return (ENVELOPE_ALGORITHMS as readonly string[]).includes(name);
}

/**
 * The parts of an envelope, their shape checked, nothing opened.
 * @throws FieldsealError `crypto.version-unknown` and `crypto.algorithm-unknown` with what was found, so that
 * the user can be told to update; `crypto.open-failed` for anything that is no envelope.
 */
export function parseEnvelope(bytes: Uint8Array): Envelope {
  let value: unknown;
  try {
    value = decodeDeterministicCbor(bytes);
  } catch (cause) {
    throw new FieldsealError('crypto.open-failed', {}, cause);
  }
  const parsed = Envelope.safeParse(value);
  if (parsed.success) return parsed.data;
  const head = z.object({ v: z.number(), alg: z.string() }).safeParse(value);
  if (!head.success) throw new FieldsealError('crypto.open-failed');
  const { v, alg } = head.data;
  if (v !== ENVELOPE_VERSION) {
    throw new FieldsealError('crypto.version-unknown', { found: v, known: ENVELOPE_VERSION });
  }
  if (!isEnvelopeAlgorithm(alg)) {
    throw new FieldsealError('crypto.algorithm-unknown', { found: alg });
  }
  throw new FieldsealError('crypto.open-failed');
}
