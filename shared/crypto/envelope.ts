import { FieldsealError } from '../errors/fieldseal-error.ts';
import { copyBytes, type Bytes } from '../encoding/bytes.ts';
import { encodeCbor } from '../encoding/cbor.ts';
import {
  ENVELOPE_VERSION,
  isEnvelopeAlgorithm,
  parseEnvelope,
  type EnvelopeAlgorithm,
  type EnvelopeProfile,
} from './envelope-format.ts';
import { aeadSeal, toAeadKey, type SealingKey } from './primitives/aead.ts';

/** What a ciphertext is bound to besides its kind: every part is compared when it is opened. */
export type AssociatedData = Readonly<Record<string, string | number>>;

/**
 * Seals `plaintext` under `key` (named `kid`), bound to the profile and `bound`.
 * @throws RangeError for a key of an algorithm that envelopes do not have.
 */
export async function sealEnvelope(
  key: SealingKey,
  kid: string,
  profile: EnvelopeProfile,
  bound: AssociatedData,
  plaintext: Bytes,
): Promise<Bytes> {
  const { algorithm } = toAeadKey(key);
  if (!isEnvelopeAlgorithm(algorithm)) throw new RangeError(`no envelope of ${algorithm}`);
  const aad = aadOf(algorithm, profile, kid, bound);
  const { nonce, ciphertext } = await aeadSeal(key, plaintext, aad);
  return encodeCbor({
    v: ENVELOPE_VERSION,
    alg: algorithm,
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
 * Opens an envelope with the key that `keyFor` gives for its key id: the current one or any that was kept.
 * @throws FieldsealError `crypto.version-unknown`, `crypto.algorithm-unknown`, `crypto.key-unknown`, or
 * `crypto.open-failed` when anything was changed or moved.
 */
export async function openEnvelope(
  keyFor: (kid: string) => SealingKey | undefined,
  profile: EnvelopeProfile,
  bound: AssociatedData,
  bytes: Uint8Array,
): Promise<Bytes> {
  const { alg, kid, nonce, ct, aad } = parseEnvelope(bytes);
  if (aad !== profile) throw new FieldsealError('crypto.open-failed');
  const found = keyFor(kid);
  if (found === undefined) throw new FieldsealError('crypto.key-unknown');
  const key = toAeadKey(found);
  // A key serves one algorithm; an envelope that names another was changed.
  if (key.algorithm !== alg) throw new FieldsealError('crypto.open-failed');
  return key.open(copyBytes(nonce), copyBytes(ct), aadOf(alg, profile, kid, bound));
}

/**
 * AES-256-GCM came first and its associated data does not name it; those that came later are named, so that a
 * key wrongly used for two algorithms still gives nothing to move between them.
 */
function aadOf(
  algorithm: EnvelopeAlgorithm,
  profile: EnvelopeProfile,
  kid: string,
  bound: AssociatedData,
): Bytes {
  const named = algorithm === 'A256GCM' ? [] : [algorithm];
  return encodeCbor(['fieldseal-envelope', ENVELOPE_VERSION, profile, kid, bound, ...named]);
}
