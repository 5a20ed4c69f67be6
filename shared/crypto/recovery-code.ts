import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import { copyBytes, type Bytes } from '../encoding/bytes.ts';
import { randomBytes } from './primitives/random.ts';

/** 160 bits and a checksum of 5: fifteen words (BIP 39). Nobody guesses them, so nothing need slow guessing down. */
const CODE_BYTES = 20;
/** Words of a recovery code. */
export const RECOVERY_CODE_WORDS = 15;

/** A fresh code: its words, to be written down once, and the bytes that a key is derived from. */
export function newRecoveryCode(): { readonly words: readonly string[]; readonly secret: Bytes } {
  const secret = randomBytes(CODE_BYTES);
  return { words: entropyToMnemonic(secret, wordlist).split(' '), secret };
}

/**
 * The bytes of a typed code, whatever its case and spacing.
 * @throws FieldsealError `recovery.code-invalid` for a wrong number of words, an unknown word (named by its place), or
 * a checksum that does not fit. The words themselves are never quoted.
 */
export function readRecoveryCode(typed: string): Bytes {
  const words = typed
    .normalize('NFKC')
    .toLowerCase()
    .split(/[\s,;.\d]+/u)
    .filter((word) => word !== '');
  const details = { expected: RECOVERY_CODE_WORDS, words: words.length };
  const unknown = words.findIndex((word) => !wordlist.includes(word)) + 1;
  if (unknown > 0) throw new FieldsealError('recovery.code-invalid', { ...details, unknown });
  if (words.length !== RECOVERY_CODE_WORDS) {
    throw new FieldsealError('recovery.code-invalid', details);
  }
  try {
    return copyBytes(mnemonicToEntropy(words.join(' '), wordlist));
  } catch (cause) {
    throw new FieldsealError('recovery.code-invalid', details, cause);
  }
}
