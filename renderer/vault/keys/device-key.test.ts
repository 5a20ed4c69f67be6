import { describe, expect, test } from 'vitest';
import {
  deriveAeadKey,
  generateSigningSeed,
  importSigningSeed,
  randomBytes,
  wrapBytes,
} from '../../../shared/crypto/index.ts';
import { concatBytes, utf8 } from '../../../shared/encoding/bytes.ts';
import { encodeCbor } from '../../../shared/encoding/cbor.ts';
import { signBytes, verifyBytes } from '../../../shared/crypto/primitives/signing.ts';
import { openEmptyStore } from '../../../test/support/open-keys.ts';
import { importedBytes, zeroedBytes } from '../../../test/support/watch-bytes.ts';
import { createDeviceKey, deviceWrappingKey, loadDeviceKey } from './device-key.ts';

const share = randomBytes(32);

describe('the device key', () => {
  test('is there after a restart with the host’s share, and signs as before', async () => {
    const store = await openEmptyStore();
    const wrappingKey = await deviceWrappingKey(store, share);
    expect(await loadDeviceKey(store, wrappingKey)).toBeNull();
    const made = await createDeviceKey(store, wrappingKey);
    expect(await store.read('device')).toMatchObject({
      deviceId: made.kid,
      publicKey: made.publicKey,
    });
    const loaded = await loadDeviceKey(store, await deviceWrappingKey(store, share));
    expect(loaded?.kid).toBe(made.kid);
    const message = randomBytes(10);
    const signature = await signBytes(loaded!, message);
    expect(await verifyBytes(made.publicKey, message, signature)).toBe(true);
  });

  test('opens by neither the share nor the store alone; nothing is deleted', async () => {
    const store = await openEmptyStore();
    await createDeviceKey(store, await deviceWrappingKey(store, share));
    const before = await store.read('device');
    const refused = { code: 'vault.host-share-lost' };
    const otherShare = await deviceWrappingKey(store, randomBytes(32));
    await expect(loadDeviceKey(store, otherShare)).rejects.toMatchObject(refused);
    const otherStore = await deviceWrappingKey(await openEmptyStore(), share);
    await expect(loadDeviceKey(store, otherStore)).rejects.toMatchObject(refused);
    expect(await store.read('device')).toEqual(before);
  });

  test('is bound to the device’s id', async () => {
    const store = await openEmptyStore();
    const wrappingKey = await deviceWrappingKey(store, share);
    await createDeviceKey(store, wrappingKey);
    const device = await store.read('device');
    await store.write('device', { ...device!, deviceId: 'another' });
    await expect(loadDeviceKey(store, wrappingKey)).rejects.toMatchObject({
      code: 'vault.host-share-lost',
    });
  });

  test('leaves no seed and no secret in memory; the share is the caller’s', async () => {
    const store = await openEmptyStore();
    const imported = await importedBytes(() => deviceWrappingKey(store, share));
    expect(imported.length).toBeGreaterThan(0);
    for (const { bytes, extractable } of imported) {
      expect(bytes).toEqual(new Uint8Array(bytes.length));
      expect(extractable).toBe(false);
    }
    expect(share).not.toEqual(new Uint8Array(32));
    const wrappingKey = await deviceWrappingKey(store, share);
    const kids = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
      const seeds = (await zeroedBytes(work)).filter(({ length }) => length === 32);
      return Promise.all(seeds.map(async (seed) => (await importSigningSeed(seed)).kid));
    };
    const whenMade = await kids(() => createDeviceKey(store, wrappingKey));
    const whenLoaded = await kids(() => loadDeviceKey(store, wrappingKey));
    const { deviceId } = (await store.read('device'))!;
    expect(whenMade).toContain(deviceId);
    expect(whenLoaded).toContain(deviceId);
  });
});

// It stands on disks: bound by another text, no laptop of today would be known tomorrow.
test('a device key that an earlier app wrote opens', async () => {
  const store = await openEmptyStore();
  const localSecret = randomBytes(32);
  const secret = concatBytes(share, localSecret);
  const key = await deriveAeadKey(secret, utf8('device'), 'fieldseal/1/device-key');
  const { seed, key: signing } = await generateSigningSeed();
  const bound = encodeCbor(['fieldseal-device-key', 1, signing.kid]);
  await store.write('local-secret', localSecret);
  await store.write('device', {
    deviceId: signing.kid,
    publicKey: signing.publicKey,
    wrappedSeed: await wrapBytes(key, seed, bound),
  });
  const loaded = await loadDeviceKey(store, await deviceWrappingKey(store, share));
  expect(loaded?.kid).toBe(signing.kid);
});

test('two windows that start at once agree on the store’s secret', async () => {
  const store = await openEmptyStore();
  const [one, other] = await Promise.all([1, 2].map(() => deviceWrappingKey(store, share)));
  const { kid } = await createDeviceKey(store, one!);
  expect((await loadDeviceKey(store, other!))?.kid).toBe(kid);
  expect((await store.read('local-secret'))?.length).toBe(32);
});
