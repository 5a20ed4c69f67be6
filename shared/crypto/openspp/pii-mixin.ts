/**
 * OpenSPP's encrypted fields (`spp.encrypted.field.mixin`), whose index is another than its key manager's.
 * Compatibility only, never for our own data.
 */
import { toHex, utf8, type Bytes } from '../../encoding/bytes.ts';
import { hmacSha256 } from '../primitives/mac.ts';
import { opensppDecrypt, opensppEncrypt } from './key-manager.ts';
import { lastCharacters, strip, withoutSeparators } from './python-text.ts';
import { opensppSoundex } from './soundex.ts';

/** A field of a model; its name is the associated data. */
export interface OpensppField {
  readonly model: string;
  readonly field: string;
}

/** The stored text of a field; empty values stay as they are. `nonce` only to repeat a published example. */
export async function encryptOpensppField(
  key: Bytes,
  { model, field }: OpensppField,
  value: string,
  nonce?: Bytes,
): Promise<string> {
  return value === '' ? '' : opensppEncrypt(key, value, `${model}.${field}`, nonce);
}

/** The value of a stored field. @throws FieldsealError `crypto.open-failed`, also for another model's or field's. */
export async function decryptOpensppField(
  key: Bytes,
  { model, field }: OpensppField,
  stored: string,
): Promise<string> {
  return stored === '' ? '' : opensppDecrypt(key, stored, `${model}.${field}`);
}

/**
 * What the mixin hashes for an index of type `exact`, `partial` or `phonetic`; for any other type it refuses nothing
 * and takes the trimmed value. Null for an empty value, but empty for one of white space only.
 */
export function normaliseOpensppField(value: string, type: string): string | null {
  if (value === '') return null;
  const trimmed = strip(value);
  switch (type) {
    case 'exact':
      return withoutSeparators(trimmed).toUpperCase();
    case 'partial':
      return lastCharacters(withoutSeparators(trimmed), 4);
    case 'phonetic':
      return trimmed === '' ? '0000' : opensppSoundex(trimmed);
    default:
      return trimmed;
  }
}

/** Index of a field, 64 hexadecimal digits for every type; null for an empty value. */
export function opensppFieldIndex(salt: Bytes, value: string, type: string): string | null {
  const normalised = normaliseOpensppField(value, type);
  return normalised === null ? null : toHex(hmacSha256(salt, utf8(normalised)));
}
