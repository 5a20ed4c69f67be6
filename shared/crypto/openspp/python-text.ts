import { FieldsealError } from '../../errors/fieldseal-error.ts';
import { toBase64Url, type Bytes } from '../../encoding/bytes.ts';

/**
 * Python's text and base64 rules where JavaScript's differ. OpenSPP hashes what Python makes of a value, so one
 * character taken for white space or not gives another index.
 */

/** What `str.strip` and `\s` take for white space: with U+001C to U+001F and U+0085, without U+FEFF. */
const SPACE =
  '\\t\\n\\v\\f\\r\\u001c-\\u001f \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const ENDS = new RegExp(`^[${SPACE}]+|[${SPACE}]+$`, 'gu');
const SEPARATORS = new RegExp(`[${SPACE}\\-.()]`, 'gu');
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** `value.strip()`. */
export function strip(value: string): string {
  return value.replace(ENDS, '');
}

/** `re.sub(r"[\s\-.()]", "", value)`. */
export function withoutSeparators(value: string): string {
  return value.replace(SEPARATORS, '');
}

/** `value[-count:]`, in code points. */
export function lastCharacters(value: string, count: number): string {
  return [...value].slice(-count).join('');
}

/** Standard base64 with padding (RFC 4648 section 4). */
export function toBase64(bytes: Uint8Array): string {
  const text = toBase64Url(bytes).replaceAll('-', '+').replaceAll('_', '/');
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}

/**
 * `base64.b64decode(text)`: passes over foreign characters and left-over bits, ends at the padding.
 * @throws FieldsealError `crypto.input-invalid` where Python finds the padding incorrect.
 */
export function fromBase64(text: string): Bytes {
  const bytes: number[] = [];
  let group = 0;
  let characters = 0;
  let padding = 0;
  for (const character of text) {
    if (character === '=') {
      padding++;
      if (characters >= 2 && characters + padding >= 4) return Uint8Array.from(bytes);
      continue;
    }
    const value = ALPHABET.indexOf(character);
    if (value === -1) continue;
    padding = 0;
    group = ((group << 6) | value) & 0xffff;
    if (characters > 0) bytes.push((group >> (6 - 2 * characters)) & 0xff);
    characters = (characters + 1) % 4;
  }
  if (characters !== 0) throw new FieldsealError('crypto.input-invalid', { field: 'base64' });
  return Uint8Array.from(bytes);
}
