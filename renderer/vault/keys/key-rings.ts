import {
  envelopeKeyId,
  openEnvelope,
  sealEnvelope,
  type AssociatedData,
  type EnvelopeProfile,
  type KeyVersion,
} from '../../../shared/crypto/index.ts';
import type { Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { FieldsealStore } from '../database/store.ts';
import type { DataKeyRow } from './data-key-rows.ts';
import type { VaultKeys } from './vault-keys.ts';
import { importVersion, openRing, zeroRing } from './ring-state.ts';
import { RING_NAMES, ringKid, VAULT_RINGS, type RingName } from './vault-rings.ts';

/** The keys of an open vault, with every version that is kept. */
export interface KeyRings {
  /** Grows with every rotation; see `writeSealed`. */
  readonly epoch: number;
  /** Seals under the current version. */
  seal(
    name: RingName,
    profile: EnvelopeProfile,
    bound: AssociatedData,
    plain: Bytes,
  ): Promise<Bytes>;
  /** Opens with the version that the envelope names. @throws FieldsealError as `openEnvelope`. */
  open(
    name: RingName,
    profile: EnvelopeProfile,
    bound: AssociatedData,
    sealed: Uint8Array,
  ): Promise<Bytes>;
  /** True when the envelope names the current version. */
  isCurrent(name: RingName, sealed: Uint8Array): boolean;
  versions(name: RingName): readonly KeyVersion[];
  keyOf(name: RingName, version: number): CryptoKey | null;
  /** Reads the rings again: another window has renewed keys. */
  reload(): Promise<void>;
}

interface LoadedRing {
  readonly versions: readonly KeyVersion[];
  readonly keys: ReadonlyMap<number, CryptoKey>;
}

/** A damaged ring is kept as its error: it stops what it sealed, and nothing else. */
interface Loaded {
  readonly epoch: number;
  readonly rings: ReadonlyMap<RingName, LoadedRing | FieldsealError>;
}

/** Opens an operator's rings; a damaged one throws `vault.store-damaged` once it is used. */
export async function loadKeyRings(
  store: FieldsealStore,
  operatorId: string,
  vaultKeys: VaultKeys,
): Promise<KeyRings> {
  let loaded = await readRings(store, operatorId, vaultKeys);

  function ringOf(name: RingName): LoadedRing {
    const ring = loaded.rings.get(name) ?? damagedRing();
    if (ring instanceof FieldsealError) throw ring;
    return ring;
  }

  function currentOf(name: RingName): { readonly kid: string; readonly key: CryptoKey } {
    const ring = ringOf(name);
    const version = ring.versions.find((known) => known.state === 'current')?.version ?? 0;
    const key = ring.keys.get(version);
    if (key === undefined) throw damagedRing();
    return { kid: ringKid(name, operatorId, version), key };
  }

  function keyFor(name: RingName, kid: string): CryptoKey | undefined {
    const { keys } = ringOf(name);
    const version = [...keys.keys()].find((known) => ringKid(name, operatorId, known) === kid);
    return version === undefined ? undefined : keys.get(version);
  }

  async function reload(): Promise<void> {
    loaded = await readRings(store, operatorId, vaultKeys);
  }

  return {
    get epoch() {
      return loaded.epoch;
    },
    async seal(name, profile, bound, plain) {
      const { kid, key } = currentOf(name);
      return sealEnvelope(key, kid, profile, bound, plain);
    },
    async open(name, profile, bound, sealed) {
      const open = () => openEnvelope((kid) => keyFor(name, kid), profile, bound, sealed);
      try {
        return await open();
      } catch (cause) {
        if (!(cause instanceof FieldsealError) || cause.code !== 'crypto.key-unknown') throw cause;
        // Sealed in another window since this one read its rings, or never by us.
        await reload();
        return open();
      }
    },
    isCurrent: (name, sealed) => envelopeKeyId(sealed) === currentOf(name).kid,
    versions: (name) => ringOf(name).versions,
    keyOf: (name, version) => ringOf(name).keys.get(version) ?? null,
    reload,
  };
}

async function readRings(
  store: FieldsealStore,
  operatorId: string,
  vaultKeys: VaultKeys,
): Promise<Loaded> {
  // One transaction: an epoch and rings of two moments would let old keys pass for new.
  const { epoch, rows } = await store.transaction(
    'r',
    store.operators,
    store.dataKeys,
    async () => ({
      epoch: (await store.operators.get(operatorId))?.keyEpoch ?? 0,
      rows: await Promise.all(
        RING_NAMES.map((name) => {
          const { purpose, keyId } = VAULT_RINGS[name];
          return store.dataKeys.get([operatorId, purpose, keyId]);
        }),
      ),
    }),
  );
  const rings = new Map<RingName, LoadedRing | FieldsealError>();
  for (const [index, name] of RING_NAMES.entries()) {
    rings.set(name, await loadRing(vaultKeys, name, rows[index]).catch(damagedRing));
  }
  return { epoch, rings };
}

async function loadRing(
  vaultKeys: VaultKeys,
  name: RingName,
  row: DataKeyRow | undefined,
): Promise<LoadedRing> {
  if (row === undefined) throw damagedRing();
  const state = await openRing(vaultKeys.keysKey, row);
  const keys = new Map<number, CryptoKey>();
  const versions: KeyVersion[] = [];
  for (const held of state.versions) {
    const { version, createdAt } = held;
    if (held.state === 'destroyed') continue;
    keys.set(version, (await importVersion(held)) ?? VAULT_RINGS[name].derived(vaultKeys));
    versions.push({ version, createdAt, state: held.state });
  }
  zeroRing(state);
  return { versions, keys };
}

function damagedRing(cause?: unknown): FieldsealError {
  return new FieldsealError('vault.store-damaged', { part: 'data-keys' }, cause);
}
