import {
  deriveAeadKey,
  generateSigningSeed,
  importSigningSeed,
  randomBytes,
  unwrapBytes,
  wrapBytes,
  zeroBytes,
  type SigningKey,
} from '../../../shared/crypto/index.ts';
import { concatBytes, utf8, type Bytes } from '../../../shared/encoding/bytes.ts';
import { encodeCbor } from '../../../shared/encoding/cbor.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { FieldsealStore } from '../database/store.ts';

/** The key that wraps the device seed: from the host's share and a secret of this store; neither opens it alone. */
export async function deviceWrappingKey(
  store: FieldsealStore,
  deviceShare: Bytes,
): Promise<CryptoKey> {
  const localSecret = await localSecretOf(store);
  const secret = concatBytes(deviceShare, localSecret);
  const key = await deriveAeadKey(secret, utf8('device'), 'fieldseal/1/device-key');
  zeroBytes(secret);
  return key;
}

/**
 * The device's signing key, or null where the laptop has none yet.
 * @throws FieldsealError `vault.host-share-lost` when the host's share is another than at set-up. Nothing is deleted.
 */
export async function loadDeviceKey(
  store: FieldsealStore,
  wrappingKey: CryptoKey,
): Promise<SigningKey | null> {
  const device = await store.read('device');
  if (device === undefined) return null;
  let seed: Bytes;
  try {
    seed = await unwrapBytes(wrappingKey, device.wrappedSeed, boundTo(device.deviceId));
  } catch (cause) {
    throw new FieldsealError('vault.host-share-lost', {}, cause);
  }
  const key = await importSigningSeed(seed);
  zeroBytes(seed);
  return key;
}

/** Makes and keeps the device's signing key; the device's id is its key id. */
export async function createDeviceKey(
  store: FieldsealStore,
  wrappingKey: CryptoKey,
): Promise<SigningKey> {
  const { seed, key } = await generateSigningSeed();
  const wrappedSeed = await wrapBytes(wrappingKey, seed, boundTo(key.kid));
  zeroBytes(seed);
  await store.write('device', { deviceId: key.kid, publicKey: key.publicKey, wrappedSeed });
  return key;
}

async function localSecretOf(store: FieldsealStore): Promise<Bytes> {
  const known = await store.read('local-secret');
  if (known !== undefined) return known;
  const made = randomBytes(32);
  return store.transaction('rw', store.meta, async () => {
    // Another window may have been faster; its secret counts.
    const other = await store.read('local-secret');
    if (other !== undefined) return other;
    await store.write('local-secret', made);
    return made;
  });
}

function boundTo(deviceId: string): Bytes {
  return encodeCbor(['fieldseal-device-key', 1, deviceId]);
}
