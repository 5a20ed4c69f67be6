import type { Bytes } from '../encoding/bytes.ts';
import { FieldsealError } from '../errors/fieldseal-error.ts';

/** Names a key: what it is for, and which of that purpose. */
export interface KeyRef {
  readonly purpose: string;
  readonly keyId: string;
}

/** A kept version. `current` seals; every other opens; `retired` is named by nothing any more. */
export interface KeyVersion {
  readonly version: number;
  readonly createdAt: string;
  readonly state: 'current' | 'kept' | 'retired';
}

/**
 * Where keys live: a laptop's vault, a database, HashiCorp Vault, a cloud's KMS, PKCS#11. Keys are random and
 * wrapped by the provider's root key; no key is derived from data, and none exists before it is stored for good.
 */
export interface KeyProvider {
  readonly name: string;
  /** Its root key is in hardware. */
  readonly hasHardware: boolean;
  /** All kept versions, or null for a key that does not exist. Makes none. */
  versions(ref: KeyRef): Promise<readonly KeyVersion[] | null>;
  /** The key of a kept version, or null. */
  keyOf(ref: KeyRef, version: number): Promise<CryptoKey | null>;
  /** The secret of the key's blind indexes, or null. */
  saltOf(ref: KeyRef): Promise<Bytes | null>;
  /** Makes the first version; it is stored for good when the promise resolves. */
  create(ref: KeyRef): Promise<void>;
  /** Makes the next version current in one transaction and answers its number. */
  rotate(ref: KeyRef): Promise<number>;
}

/**
 * Which provider serves which purpose. A purpose without an entry of its own is served by `standard`.
 * @throws FieldsealError `keys.provider-unknown` for an entry whose provider was not given.
 */
export function createProviderRegistry(
  standard: KeyProvider,
  others: readonly KeyProvider[] = [],
  byPurpose: Readonly<Record<string, string>> = {},
): (purpose: string) => KeyProvider {
  const named = new Map([standard, ...others].map((provider) => [provider.name, provider]));
  const routes = new Map(
    Object.entries(byPurpose).map(([purpose, name]) => {
      const provider = named.get(name);
      if (provider === undefined) throw new FieldsealError('keys.provider-unknown', { name });
      return [purpose, provider];
    }),
  );
  return (purpose) => routes.get(purpose) ?? standard;
}
