import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { toVaultError } from '../database/storage-errors.ts';
import type { VaultContext } from '../vault-context.ts';

/** What a failed call says: the database's own word translated, and a store without room called what it is. */
export function vaultFailure(context: VaultContext, error: unknown): FieldsealError {
  const translated = toVaultError(error);
  const { room } = context.deps.database;
  if (translated.code !== 'vault.store-unavailable' || room?.hasRoom() !== false) {
    return translated;
  }
  return new FieldsealError('vault.storage-full', translated.details, error);
}
