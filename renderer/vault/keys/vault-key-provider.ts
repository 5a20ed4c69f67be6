import type { KeyProvider, KeyRef } from '../../../shared/crypto/index.ts';
import { copyBytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { KeyWork } from '../rotation/key-work.ts';
import { rotateKeys } from '../rotation/rotate-keys.ts';
import {
  importVersion,
  openRing,
  randomRing,
  sealRing,
  zeroRing,
  type RingState,
} from './ring-state.ts';
import { ringNamed } from './vault-rings.ts';

/**
 * Keys of an open vault: random, wrapped under the operator's keys key, all versions kept. A laptop has no hardware
 * for them. Nothing is cached but the vault's own rings, which the lock drops.
 */
export function createVaultKeyProvider(work: KeyWork): KeyProvider {
  const { store, operatorId, vaultKeys } = work;

  async function withRing<T>(
    { purpose, keyId }: KeyRef,
    read: (ring: RingState) => Promise<T> | T,
  ): Promise<T | null> {
    const row = await store.dataKeys.get([operatorId, purpose, keyId]);
    if (row === undefined) return null;
    const ring = await openRing(vaultKeys.keysKey, row);
    try {
      return await read(ring);
    } finally {
      zeroRing(ring);
    }
  }

  const newest = (ring: RingState): number =>
    Math.max(...ring.versions.map((version) => version.version));

  return {
    name: 'vault',
    hasHardware: false,
    versions: (ref) =>
      withRing(ref, (ring) =>
        ring.versions.flatMap(({ version, createdAt, state }) =>
          state === 'destroyed' ? [] : [{ version, createdAt, state }],
        ),
      ),
    keyOf(ref, version) {
      const name = ringNamed(ref);
      if (name !== undefined) return Promise.resolve(work.rings.keyOf(name, version));
      return withRing(ref, async (ring) => {
        const found = ring.versions.find((kept) => kept.version === version);
        return found === undefined ? null : importVersion(found);
      });
    },
    saltOf: (ref) => withRing(ref, (ring) => copyBytes(ring.salt)),
    async create(ref) {
      const ring = randomRing(work.now());
      const row = await sealRing(vaultKeys.keysKey, operatorId, ref, ring);
      zeroRing(ring);
      const { purpose, keyId } = ref;
      const event = { kind: 'keys.created' as const, purpose, keyId, version: 1 };
      await work.audit.commit(event, [store.dataKeys], async () => {
        if ((await store.dataKeys.get([operatorId, purpose, keyId])) !== undefined) {
          throw new FieldsealError('keys.key-exists', { purpose, keyId });
        }
        await store.dataKeys.add(row);
        return true;
      });
    },
    async rotate(ref) {
      await rotateKeys(work, [ref]);
      return (await withRing(ref, newest)) ?? 0;
    },
  };
}
