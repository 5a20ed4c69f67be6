import { randomBytes, sha256 } from '../../shared/crypto/index.ts';
import { toHex, utf8 } from '../../shared/encoding/bytes.ts';

/** Crockford's base 32: no I, L, O, U, so that a code can be read aloud and typed. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CHARACTERS = 12;
const GROUP = 4;

/** A fresh one-time code: 60 random bits, as `XXXX-XXXX-XXXX`. */
export function newCode(): string {
  const characters = Array.from(randomBytes(CHARACTERS), (byte) => ALPHABET.charAt(byte & 31));
  const text = characters.join('');
  return [0, 1, 2].map((group) => text.slice(group * GROUP, (group + 1) * GROUP)).join('-');
}

/** Hash under which a code is stored, hex; the same for all ways of typing the code. */
export function codeHash(code: string): string {
  const typed = code
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/gu, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/gu, '1');
  return toHex(sha256(utf8(`fieldseal/1/one-time-code\0${typed}`)));
}
