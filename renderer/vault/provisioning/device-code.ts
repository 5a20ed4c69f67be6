import { sha256 } from '../../../shared/crypto/index.ts';
import { utf8 } from '../../../shared/encoding/bytes.ts';

/** Without 0, 1, I and O, which are misread on paper. */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const CODE_LENGTH = 4;
const MOST_TRIES = 1000;

/** A device's four-character code, from the hash of its id; `taken` are the codes of other devices. */
export function deviceCodeOf(deviceId: string, taken: ReadonlySet<string>): string {
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const digest = sha256(utf8(`fieldseal/1/device-code/${deviceId}/${String(attempt)}`));
    const code = Array.from(digest.slice(0, CODE_LENGTH), (byte) =>
      LETTERS.charAt(byte % LETTERS.length),
    ).join('');
    if (!taken.has(code)) return code;
  }
  throw new RangeError('no device code is free');
}
