import type { KeyRef } from '../../../shared/crypto/index.ts';
import type { VaultKeys } from './vault-keys.ts';

/** The vault's own keys, by what they seal. */
export const RING_NAMES = ['drafts', 'records', 'operator'] as const;
export type RingName = (typeof RING_NAMES)[number];

interface VaultRing extends KeyRef {
  /** How the key ids of its versions begin. */
  readonly prefix: string;
  /** Its first version is derived from the vault key. */
  readonly derived: (keys: VaultKeys) => CryptoKey;
}

/** What each ring is called in the key manager, and where its first version comes from. */
export const VAULT_RINGS: Readonly<Record<RingName, VaultRing>> = {
  drafts: { purpose: 'pii', keyId: 'drafts', prefix: 'draft', derived: (keys) => keys.draftKey },
  records: {
    purpose: 'pii',
    keyId: 'record-views',
    prefix: 'store',
    derived: (keys) => keys.storeKey,
  },
  operator: {
    purpose: 'credentials',
    keyId: 'operator',
    prefix: 'vault',
    derived: (keys) => keys.keysKey,
  },
};

/** The vault's ring that a key manager's name means, or undefined. */
export function ringNamed(ref: KeyRef): RingName | undefined {
  return RING_NAMES.find(
    (name) => VAULT_RINGS[name].purpose === ref.purpose && VAULT_RINGS[name].keyId === ref.keyId,
  );
}

/** The key id in envelopes of a version. The first has no number: it is older than the rings. */
export function ringKid(name: RingName, operatorId: string, version: number): string {
  const first = `${VAULT_RINGS[name].prefix}/${operatorId}`;
  return version === 1 ? first : `${first}/${String(version)}`;
}
