import { z } from 'zod';
import { sha256, type StoredCredential } from '../../shared/crypto/index.ts';
import {
  fromBase64Url,
  toBase64Url,
  toHex,
  utf8,
  type Bytes,
} from '../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { Keychain } from './keychain.ts';

/** A credential with the share that a verified assertion of it releases. */
export interface GatedCredential {
  readonly credential: StoredCredential;
  readonly share: Bytes;
}

/** An operator's gated credentials, kept together in one keychain entry. */
export interface GatedCredentialStore {
  load(operatorId: string): Promise<readonly GatedCredential[]>;
  save(operatorId: string, credentials: readonly GatedCredential[]): Promise<void>;
}

const Kept = z.array(
  z.object({ id: z.string(), publicKey: z.string(), counter: z.int().min(0), share: z.string() }),
);

/** Keeps credentials under the OS keychain. Throws FieldsealError `shell.keychain-*`. */
export function createGatedCredentialStore(keychain: Keychain): GatedCredentialStore {
  return {
    async load(operatorId) {
      const text = await keychain.read(entryOf(operatorId));
      return text === null ? [] : parseKept(text);
    },
    save: (operatorId, credentials) =>
      keychain.write(entryOf(operatorId), JSON.stringify(credentials.map(toKept))),
  };
}

/** Hashed: an operator id may hold characters that file systems do not tell apart. */
function entryOf(operatorId: string): string {
  return `gated-${toHex(sha256(utf8(operatorId)))}`;
}

function toKept({ credential, share }: GatedCredential): z.input<typeof Kept>[number] {
  return {
    id: credential.id,
    publicKey: toBase64Url(credential.publicKey),
    counter: credential.counter,
    share: toBase64Url(share),
  };
}

function parseKept(text: string): readonly GatedCredential[] {
  try {
    return Kept.parse(JSON.parse(text)).map(({ id, publicKey, counter, share }) => ({
      credential: { id, publicKey: fromBase64Url(publicKey), counter },
      share: fromBase64Url(share),
    }));
  } catch (cause) {
    throw new FieldsealError('shell.keychain-mismatch', { recorded: 'damaged' }, cause);
  }
}
