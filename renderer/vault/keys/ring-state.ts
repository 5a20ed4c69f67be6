import { z } from 'zod';
import {
  importAeadKey,
  openEnvelope,
  randomBytes,
  sealEnvelope,
  zeroBytes,
  type KeyRef,
} from '../../../shared/crypto/index.ts';
import { copyBytes, type Bytes } from '../../../shared/encoding/bytes.ts';
import { decodeCbor, encodeCbor } from '../../../shared/encoding/cbor.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { DataKeyRow } from './data-key-rows.ts';

const RingState = z.strictObject({
  v: z.literal(1),
  salt: z.instanceof(Uint8Array),
  versions: z
    .array(
      z.strictObject({
        version: z.number().int().min(1),
        createdAt: z.iso.datetime(),
        state: z.literal(['current', 'kept', 'retired', 'destroyed']),
        /** Null for a version that is derived from the vault key, and for one that was destroyed. */
        key: z.instanceof(Uint8Array).nullable(),
      }),
    )
    .min(1),
});
/** All versions of a key, the newest last; the caller zeroes it with `zeroRing`. */
export type RingState = z.infer<typeof RingState>;
export type RingVersion = RingState['versions'][number];

/** A ring whose first version is derived from the vault key, as all were before there were rings. */
export function derivedRing(now: Date): RingState {
  return { v: 1, salt: randomBytes(32), versions: [firstVersion(now, null)] };
}

/** A ring with a random first version. */
export function randomRing(now: Date): RingState {
  return { v: 1, salt: randomBytes(32), versions: [firstVersion(now, randomBytes(32))] };
}

/** The ring with a random new version that is current. */
export function withNextVersion(ring: RingState, now: Date): RingState {
  const newest = Math.max(...ring.versions.map((version) => version.version));
  const older = ring.versions.map((version) => ({
    ...version,
    state: version.state === 'current' ? ('kept' as const) : version.state,
  }));
  const next = { ...firstVersion(now, randomBytes(32)), version: newest + 1 };
  return { ...ring, versions: [...older, next] };
}

/** The ring with every kept version retired: nothing names it any more. */
export function withRetired(ring: RingState): RingState {
  const versions = ring.versions.map((version) => ({
    ...version,
    state: version.state === 'kept' ? ('retired' as const) : version.state,
  }));
  return { ...ring, versions };
}

/** The ring without the keys of retired versions. Their numbers stay, so that none is given twice. */
export function withDestroyed(ring: RingState): RingState {
  const versions = ring.versions.map((version) =>
    version.state === 'retired' ? { ...version, state: 'destroyed' as const, key: null } : version,
  );
  return { ...ring, versions };
}

/** Overwrites every key of a ring. */
export function zeroRing(ring: RingState): void {
  zeroBytes(ring.salt);
  for (const { key } of ring.versions) if (key !== null) zeroBytes(key);
}

/** The key of a version that has bytes of its own. */
export async function importVersion(version: RingVersion): Promise<CryptoKey | null> {
  return version.key === null ? null : importAeadKey(copyBytes(version.key));
}

/** Seals a ring under the operator's keys key, bound to operator and key. */
export async function sealRing(
  keysKey: CryptoKey,
  operatorId: string,
  ref: KeyRef,
  ring: RingState,
): Promise<DataKeyRow> {
  const plain = encodeCbor(ring);
  const { purpose, keyId } = ref;
  const bound = { operatorId, purpose, keyId };
  const sealed = await sealEnvelope(keysKey, `vault/${operatorId}`, 'data-keys', bound, plain);
  zeroBytes(plain);
  return { operatorId, purpose, keyId, sealed };
}

/** Opens a ring. @throws FieldsealError `vault.store-damaged`. */
export async function openRing(keysKey: CryptoKey, row: DataKeyRow): Promise<RingState> {
  const { operatorId, purpose, keyId, sealed } = row;
  try {
    const plain: Bytes = await openEnvelope(
      (kid) => (kid === `vault/${operatorId}` ? keysKey : undefined),
      'data-keys',
      { operatorId, purpose, keyId },
      sealed,
    );
    const ring = RingState.parse(decodeCbor(plain));
    zeroBytes(plain);
    return ring;
  } catch (cause) {
    throw new FieldsealError('vault.store-damaged', { part: 'data-keys' }, cause);
  }
}

function firstVersion(now: Date, key: Bytes | null): RingVersion {
  return { version: 1, createdAt: now.toISOString(), state: 'current', key };
}
