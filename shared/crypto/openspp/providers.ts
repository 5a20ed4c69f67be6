/**
 * How OpenSPP's configuration and database providers name, derive and wrap keys and salts, to take over a
 * deployment's data. Compatibility only.
 */
import { concatBytes, utf8, type Bytes } from '../../encoding/bytes.ts';
import { sha256 } from '../primitives/digest.ts';
import { opensppDecryptBytes, opensppEncrypt } from './key-manager.ts';

/** Options of `odoo.conf` that hold a key and a salt, in base64. */
export function opensppKeyOption(fullKeyId: string): string {
  return `spp_encryption_key_${fullKeyId}`;
}
export function opensppSaltOption(fullSaltId: string): string {
  return `spp_index_salt_${fullSaltId}`;
}

/** The salt where none is configured: SHA-256 over the full salt id, a colon and the key of purpose `pii`. */
export function deriveOpensppSalt(fullSaltId: string, piiKey: Bytes): Bytes {
  return sha256(concatBytes(utf8(`${fullSaltId}:`), piiKey));
}

/**
 * The key-encryption key where none is configured. It is made of an id that stands in the same database, so it
 * protects nothing.
 */
export function deriveOpensppKek(databaseUuid: string): Bytes {
  return sha256(utf8(`openspp-master-key-derivation-v1${databaseUuid}`));
}

/** A data key or salt as `spp.encryption.key` stores it. The key's version is not bound. */
export async function wrapOpensppKey(
  kek: Bytes,
  fullKeyId: string,
  dataKey: Bytes,
  nonce?: Bytes,
): Promise<string> {
  return opensppEncrypt(kek, dataKey, `spp.encryption.key:${fullKeyId}`, nonce);
}

/** Opens what `wrapOpensppKey` made. @throws FieldsealError `crypto.open-failed`, also under another key id. */
export async function unwrapOpensppKey(
  kek: Bytes,
  fullKeyId: string,
  stored: string,
): Promise<Bytes> {
  return opensppDecryptBytes(kek, stored, `spp.encryption.key:${fullKeyId}`);
}
