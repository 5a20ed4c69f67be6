import { wordlist } from '@scure/bip39/wordlists/english.js';
import { concatBytes, utf8, type Bytes } from '../encoding/bytes.ts';
import { sha256 } from './primitives/digest.ts';

/** Words in a fingerprint: 66 bits, too many to find a second key for while somebody waits. */
const WORD_COUNT = 6;
const BITS_PER_WORD = 11;

/**
 * Six words of the BIP 39 English list that stand for `bytes`; two people read them to each other. `use`
 * separates what the words are for, so the words of a request never equal those of a programme.
 */
export function fingerprintWords(
  use: 'provisioning-request' | 'programme' | 'recovery-request',
  bytes: Bytes,
): readonly string[] {
  const digest = sha256(concatBytes(utf8(`fieldseal/1/fingerprint/${use}\0`), bytes));
  const bits = Array.from(digest, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return Array.from({ length: WORD_COUNT }, (_, index) => {
    const start = index * BITS_PER_WORD;
    return wordlist[Number.parseInt(bits.slice(start, start + BITS_PER_WORD), 2)] ?? '';
  });
}
