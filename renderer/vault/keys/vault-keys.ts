import { deriveAeadKey } from '../../../shared/crypto/index.ts';
import { utf8, type Bytes } from '../../../shared/encoding/bytes.ts';

/** Keys derived from an operator's vault key; none can be exported. */
export interface VaultKeys {
  readonly draftKey: CryptoKey;
  readonly storeKey: CryptoKey;
  /** Wraps the key rings; it is the first version of the operator's ring too. */
  readonly keysKey: CryptoKey;
  readonly auditKey: CryptoKey;
}

/** Derives the keys of an operator's vault (HKDF, RFC 5869); each use has its own. */
export async function deriveVaultKeys(vaultKey: Bytes, operatorId: string): Promise<VaultKeys> {
  const salt = utf8(operatorId);
  return {
    draftKey: await deriveAeadKey(vaultKey, salt, 'fieldseal/1/vault/drafts'),
    storeKey: await deriveAeadKey(vaultKey, salt, 'fieldseal/1/vault/store'),
    keysKey: await deriveAeadKey(vaultKey, salt, 'fieldseal/1/vault/keys'),
    auditKey: await deriveAeadKey(vaultKey, salt, 'fieldseal/1/vault/audit'),
  };
}
