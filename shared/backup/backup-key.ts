import {
  deriveAeadKey,
  MINIMUM_ARGON2_COST,
  randomBytes,
  stretchPassphrase,
  unwrapBytes,
  wrapBytes,
  type Argon2Cost,
} from '../crypto/index.ts';
import { copyBytes, utf8, type Bytes } from '../encoding/bytes.ts';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import {
  backupSlotAad,
  findBackupSlot,
  wrappedKeyOf,
  type BackupHeader,
  type BackupIdentity,
  type BackupSlot,
} from './backup-header.ts';

const SLOT_INFO = 'fieldseal/1/backup-slot';

/** A slot that opens the backup's key by a passphrase (Argon2id, RFC 9106). */
export async function makePassphraseSlot(
  identity: BackupIdentity,
  backupKey: Bytes,
  passphrase: string,
  cost: Argon2Cost = MINIMUM_ARGON2_COST,
): Promise<BackupSlot> {
  const salt = randomBytes(32);
  const key = await passphraseKey(passphrase, salt, cost);
  return {
    kind: 'passphrase',
    cost: { ...cost },
    salt,
    wrappedKey: await wrapBytes(key, backupKey, backupSlotAad('passphrase', identity)),
  };
}

/** A slot under a key of the vault that makes the backup. */
export async function makeVaultSlot(
  identity: BackupIdentity,
  backupKey: Bytes,
  vaultKey: CryptoKey,
): Promise<BackupSlot> {
  return {
    kind: 'vault',
    wrappedKey: await wrapBytes(vaultKey, backupKey, backupSlotAad('vault', identity)),
  };
}

/**
 * The backup's key by its passphrase; the caller zeroes it. A wrong passphrase and a changed slot look the same.
 * @throws FieldsealError `backup.passphrase-wrong`, `backup.no-passphrase`, `backup.damaged` for a cost that no
 * backup of ours has.
 */
export async function openByPassphrase(header: BackupHeader, passphrase: string): Promise<Bytes> {
  const slot = findBackupSlot(header, 'passphrase');
  if (slot === null) throw new FieldsealError('backup.no-passphrase');
  try {
    const key = await passphraseKey(passphrase, copyBytes(slot.salt), slot.cost);
    return await unwrapBytes(key, wrappedKeyOf(slot), backupSlotAad('passphrase', header));
  } catch (cause) {
    if (cause instanceof RangeError) {
      throw new FieldsealError('backup.damaged', { part: 'header' }, cause);
    }
    throw new FieldsealError('backup.passphrase-wrong', {}, cause);
  }
}

/** The backup's key by the vault that made it; null where it was another. The caller zeroes it. */
export async function openByVault(
  header: BackupHeader,
  vaultKey: CryptoKey,
): Promise<Bytes | null> {
  const slot = findBackupSlot(header, 'vault');
  if (slot === null) return null;
  try {
    return await unwrapBytes(vaultKey, wrappedKeyOf(slot), backupSlotAad('vault', header));
  } catch {
    return null;
  }
}

async function passphraseKey(
  passphrase: string,
  salt: Bytes,
  cost: Argon2Cost,
): Promise<CryptoKey> {
  const stretched = await stretchPassphrase(passphrase, salt, cost);
  try {
    return await deriveAeadKey(stretched, salt, SLOT_INFO);
  } finally {
    stretched.fill(0);
  }
}

/** The key of a backup's chunks (HKDF-SHA256, RFC 5869), of the backup's 32-byte key. */
export async function backupChunkKey(backupKey: Bytes, backupId: string): Promise<CryptoKey> {
  return deriveAeadKey(backupKey, utf8(backupId), 'fieldseal/1/backup-chunks');
}
