import { describe, expect, test } from 'vitest';
import { importAeadKey, randomBytes, sealEnvelope } from '../../../shared/crypto/index.ts';
import { encodeCbor } from '../../../shared/encoding/cbor.ts';
import { NOW } from '../../../test/support/open-keys.ts';
import { zeroedBytes } from '../../../test/support/watch-bytes.ts';
import {
  derivedRing,
  importVersion,
  openRing,
  randomRing,
  sealRing,
  withDestroyed,
  withNextVersion,
  withRetired,
  zeroRing,
  type RingState,
} from './ring-state.ts';

const LATER = new Date(NOW.getTime() + 60_000);
const REF = { purpose: 'pii', keyId: 'drafts' };
const keysKey = await importAeadKey(randomBytes(32));

const states = (ring: RingState): readonly string[] => ring.versions.map(({ state }) => state);
const damaged = { code: 'vault.store-damaged', details: { part: 'data-keys' } };

describe('a ring', () => {
  test('begins with one current version, derived or random, and a salt of its own', () => {
    const derived = derivedRing(NOW);
    const first = { version: 1, createdAt: NOW.toISOString(), state: 'current' };
    expect(derived).toMatchObject({ v: 1, versions: [{ ...first, key: null }] });
    const random = randomRing(NOW);
    expect(random).toMatchObject({ v: 1, versions: [first] });
    expect(random.versions[0]?.key).toHaveLength(32);
    for (const { salt } of [derived, random]) expect(salt).toHaveLength(32);
    expect(random.salt).not.toEqual(derived.salt);
  });

  test('keeps, retires and destroys what a new version takes the place of', () => {
    const first = randomRing(NOW);
    const second = withNextVersion(first, LATER);
    expect(states(second)).toEqual(['kept', 'current']);
    expect(second.versions[0]?.key).toEqual(first.versions[0]?.key);
    expect(second.versions[1]).toMatchObject({ version: 2, createdAt: LATER.toISOString() });
    expect(second.versions[1]?.key).toHaveLength(32);
    expect(second.salt).toEqual(first.salt);
    const retired = withRetired(second);
    expect(states(retired)).toEqual(['retired', 'current']);
    const third = withNextVersion(retired, LATER);
    expect(states(third)).toEqual(['retired', 'kept', 'current']);
    const destroyed = withDestroyed(third);
    expect(states(destroyed)).toEqual(['destroyed', 'kept', 'current']);
    expect(destroyed.versions.map(({ key }) => key?.length)).toEqual([undefined, 32, 32]);
    expect(states(withRetired(destroyed))).toEqual(['destroyed', 'retired', 'current']);
    // A number is never given twice, whatever the order.
    const turned = { ...destroyed, versions: destroyed.versions.toReversed() };
    expect(withNextVersion(turned, LATER).versions.at(-1)?.version).toBe(4);
  });

  test('is overwritten whole', () => {
    const ring = withNextVersion(derivedRing(NOW), LATER);
    zeroRing(ring);
    expect(ring.salt).toEqual(new Uint8Array(32));
    expect(ring.versions.map(({ key }) => key)).toEqual([null, new Uint8Array(32)]);
  });

  test('imports what has bytes of its own', async () => {
    expect(await importVersion(derivedRing(NOW).versions[0]!)).toBeNull();
    const version = randomRing(NOW).versions[0]!;
    expect(await importVersion(version)).toMatchObject({ extractable: false });
    expect(version.key).not.toEqual(new Uint8Array(32));
  });
});

describe('a sealed ring', () => {
  test('opens under the operator’s keys key, for that operator and key alone', async () => {
    const ring = withNextVersion(derivedRing(NOW), LATER);
    const row = await sealRing(keysKey, 'op', REF, ring);
    expect(row).toMatchObject({ operatorId: 'op', ...REF });
    expect(await openRing(keysKey, row)).toEqual(ring);
    const otherKey = await importAeadKey(randomBytes(32));
    await expect(openRing(otherKey, row)).rejects.toMatchObject(damaged);
    for (const part of [{ operatorId: 'another' }, { purpose: 'other' }, { keyId: 'other' }]) {
      await expect(openRing(keysKey, { ...row, ...part })).rejects.toMatchObject(damaged);
    }
  });

  test('of another key id or kind is none of ours', async () => {
    const plain = encodeCbor(randomRing(NOW));
    const bound = { operatorId: 'op', ...REF };
    for (const [kid, profile] of [
      ['other/op', 'data-keys'],
      ['vault/op', 'settings'],
    ] as const) {
      const sealed = await sealEnvelope(keysKey, kid, profile, bound, plain);
      await expect(openRing(keysKey, { operatorId: 'op', ...REF, sealed })).rejects.toMatchObject(
        damaged,
      );
    }
  });

  test.each<[string, (ring: RingState) => object]>([
    ['no version', (ring) => ({ ...ring, versions: [] })],
    ['a format of a later app', (ring) => ({ ...ring, v: 2 })],
    ['more than it has', (ring) => ({ ...ring, note: 'x' })],
    ['a version 0', (ring) => ({ ...ring, versions: [{ ...ring.versions[0], version: 0 }] })],
    ['half a version', (ring) => ({ ...ring, versions: [{ ...ring.versions[0], version: 1.5 }] })],
    ['a state unknown', (ring) => ({ ...ring, versions: [{ ...ring.versions[0], state: 'x' }] })],
    ['no date', (ring) => ({ ...ring, versions: [{ ...ring.versions[0], createdAt: 'x' }] })],
    ['a text as key', (ring) => ({ ...ring, versions: [{ ...ring.versions[0], key: 'x' }] })],
    ['a note', (ring) => ({ ...ring, versions: [{ ...ring.versions[0], note: 'x' }] })],
  ])('with %s is damaged', async (_what, change) => {
    const row = await sealRing(keysKey, 'op', REF, change(randomRing(NOW)) as RingState);
    await expect(openRing(keysKey, row)).rejects.toMatchObject(damaged);
  });

  test('with every state that there is opens', async () => {
    const [version] = randomRing(NOW).versions;
    const versions = (['current', 'kept', 'retired', 'destroyed'] as const).map((state, index) => ({
      ...version!,
      version: index + 1,
      state,
    }));
    const ring: RingState = { v: 1, salt: randomBytes(32), versions };
    expect(await openRing(keysKey, await sealRing(keysKey, 'op', REF, ring))).toEqual(ring);
  });

  test('leaves no plain copy behind', async () => {
    const ring = randomRing(NOW);
    const plain = encodeCbor(ring);
    const sealing = await zeroedBytes(() => sealRing(keysKey, 'op', REF, ring));
    expect(sealing).toContainEqual(plain);
    const row = await sealRing(keysKey, 'op', REF, ring);
    const opening = await zeroedBytes(() => openRing(keysKey, row));
    expect(opening).toContainEqual(plain);
  });
});
