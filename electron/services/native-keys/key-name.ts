import { randomBytes, sha256 } from '../../../shared/crypto/index.ts';
import { toHex, utf8 } from '../../../shared/encoding/bytes.ts';

const KEY_ID_BYTES = 16;

/** A fresh id for a native key: a new key never takes an old one's place. */
export function newKeyId(): string {
  return toHex(randomBytes(KEY_ID_BYTES));
}

/** The key's name in the system's store. Hashed: other programs of the same account can list names. */
export function keyName(operatorId: string, keyId: string): string {
  return `fieldseal.${toHex(sha256(utf8(`fieldseal/native-key/1\0${operatorId}`))).slice(0, 32)}.${keyId}`;
}
