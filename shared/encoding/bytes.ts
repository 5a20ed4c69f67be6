/** Bytes with a buffer of their own (not shared), as WebCrypto and IndexedDB want them. */
export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });
/** Texts up to this length are tried letter by letter: calling the text encoder costs more. */
const SHORT_TEXT = 256;
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const BASE64URL_PAIRS = Array.from(BASE64URL).flatMap((first) =>
  Array.from(BASE64URL, (second) => first + second),
);
const HEX_PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** UTF-8 bytes of `text`. */
export function utf8(text: string): Bytes {
  if (text.length > SHORT_TEXT) return encoder.encode(text);
  const ascii = new Uint8Array(text.length);
  let seen = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    seen |= unit;
    ascii[i] = unit;
  }
  if (seen <= 0x7f) return ascii;
  ascii.fill(0);
  return encoder.encode(text);
}

/** Text of UTF-8 `bytes`. @throws TypeError for bytes that are not UTF-8. */
export function fromUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** A copy whose buffer is not shared and holds nothing else. */
export function copyBytes(bytes: Uint8Array): Bytes {
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  return copy;
}

/** All parts one after the other. */
export function concatBytes(...parts: readonly Uint8Array[]): Bytes {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** Compares in time that depends on the length only. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  const words = a.byteOffset % 4 === 0 && b.byteOffset % 4 === 0 ? a.length >> 2 : 0;
  let difference = 0;
  if (words > 0) {
    const [left, right] = [wordsOf(a, words), wordsOf(b, words)];
    for (let i = 0; i < words; i++) difference |= (left[i] ?? 0) ^ (right[i] ?? 0);
  }
  for (let i = words * 4; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}

function wordsOf(bytes: Uint8Array, words: number): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, words);
}

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEX_PAIRS[byte] ?? '';
  return text;
}

/** Bytes of a hexadecimal text. @throws TypeError for anything else. */
export function fromHex(text: string): Bytes {
  if (!/^(?:[0-9a-f]{2})*$/iu.test(text)) throw new TypeError('not hexadecimal');
  return Uint8Array.from(text.match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Base64url without padding (RFC 4648 section 5). */
export function toBase64Url(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const left = bytes.length - i;
    text += BASE64URL_PAIRS[group >> 12] ?? '';
    if (left >= 3) text += BASE64URL_PAIRS[group & 0xfff] ?? '';
    else if (left === 2) text += BASE64URL.charAt((group >> 6) & 63);
  }
  return text;
}

/** Bytes of a base64url text without padding. @throws TypeError for other characters or lengths. */
export function fromBase64Url(text: string): Bytes {
  if (!/^[\w-]*$/u.test(text) || text.length % 4 === 1) throw new TypeError('not base64url');
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let group = 0;
  let bits = 0;
  let offset = 0;
  for (const character of text) {
    group = ((group << 6) | BASE64URL.indexOf(character)) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[offset++] = (group >> bits) & 0xff;
    }
  }
  // Left-over bits must be zero (section 3.5), or several texts would stand for the same bytes.
  if ((group & ((1 << bits) - 1)) !== 0) throw new TypeError('not base64url');
  return bytes;
}
