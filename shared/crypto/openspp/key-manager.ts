/**
 * OpenSPP's key manager (`spp.key.manager`): its ciphertext and its blind indexes, byte for byte, so that data can
 * be taken over from it and handed back. For compatibility only, never for our own data: the ciphertext names neither
 * version nor key, associated data is optional, and the index normalises nothing.
 */
import { FieldsealError } from '../../errors/fieldseal-error.ts';
import { concatBytes, fromUtf8, toHex, utf8, type Bytes } from '../../encoding/bytes.ts';
import { importAeadKey, toAeadKey } from '../primitives/aead.ts';
import { hmacSha256 } from '../primitives/mac.ts';
import { randomBytes } from '../primitives/random.ts';
import { fromBase64, toBase64 } from './python-text.ts';
import { opensppSoundex } from './soundex.ts';

const NONCE_LENGTH = 12;
/** Hexadecimal digits of the two coarser indexes. */
const SHORT_INDEX = 16;

/** Full id of a key or a salt: OpenSPP joins purpose and id, and an absent purpose leaves the id alone. */
export function opensppFullId(purpose: string, id: string): string {
  return purpose === '' ? id : `${purpose}_${id}`;
}

/**
 * `encrypt`: base64 of nonce, ciphertext and tag under a 32-byte key. `nonce` is given only to repeat a published
 * example.
 * @throws FieldsealError `crypto.input-invalid` for an empty associated text, on which OpenSPP itself fails.
 */
export async function opensppEncrypt(
  key: Bytes,
  plaintext: string | Bytes,
  aad: string | null,
  nonce: Bytes = randomBytes(NONCE_LENGTH),
): Promise<string> {
  const sealing = toAeadKey(await importAeadKey(key));
  const plain = typeof plaintext === 'string' ? utf8(plaintext) : plaintext;
  return toBase64(concatBytes(nonce, await sealing.seal(nonce, plain, aadBytes(aad))));
}

/**
 * `decrypt`, before OpenSPP turns the bytes into text.
 * @throws FieldsealError `crypto.open-failed` for another key, associated text, or any turned bit;
 * `crypto.input-invalid` for what is not base64 or an empty associated text.
 */
export async function opensppDecryptBytes(
  key: Bytes,
  sealed: string,
  aad: string | null,
): Promise<Bytes> {
  const raw = fromBase64(sealed);
  const opening = toAeadKey(await importAeadKey(key));
  return opening.open(raw.slice(0, NONCE_LENGTH), raw.slice(NONCE_LENGTH), aadBytes(aad));
}

/** `decrypt`. @throws FieldsealError as `opensppDecryptBytes`; `crypto.open-failed` for bytes that are no text. */
export async function opensppDecrypt(
  key: Bytes,
  sealed: string,
  aad: string | null,
): Promise<string> {
  const bytes = await opensppDecryptBytes(key, sealed, aad);
  try {
    return fromUtf8(bytes);
  } catch (cause) {
    throw new FieldsealError('crypto.open-failed', {}, cause);
  }
}

/**
 * `compute_blind_index` in lower-case hexadecimal: 64 digits for `exact`, 16 for the others; null for an empty value.
 * Text is lower-cased and otherwise taken as it is; bytes are not even lower-cased. `salt` is the HMAC key.
 * @throws FieldsealError `crypto.input-invalid` for another type (OpenSPP refuses it too), and for a phonetic index of
 * bytes that are no text.
 */
export function opensppBlindIndex(salt: Bytes, value: string | Bytes, type: string): string | null {
  if (value.length === 0) return null;
  const bytes = typeof value === 'string' ? utf8(value.toLowerCase()) : value;
  switch (type) {
    case 'exact':
      return toHex(hmacSha256(salt, bytes));
    case 'partial':
      return toHex(hmacSha256(salt, bytes.slice(-4))).slice(0, SHORT_INDEX);
    case 'phonetic':
      return toHex(hmacSha256(salt, utf8(opensppSoundex(textOf(bytes))))).slice(0, SHORT_INDEX);
    default:
      throw new FieldsealError('crypto.input-invalid', { field: 'type' });
  }
}

function aadBytes(aad: string | null): Bytes {
  if (aad === '') throw new FieldsealError('crypto.input-invalid', { field: 'aad' });
  return utf8(aad ?? '');
}

function textOf(bytes: Bytes): string {
  try {
    return fromUtf8(bytes);
  } catch (cause) {
    throw new FieldsealError('crypto.input-invalid', { field: 'value' }, cause);
  }
}
