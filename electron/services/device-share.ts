import { randomBytes } from '../../shared/crypto/index.ts';
import { fromBase64Url, toBase64Url, type Bytes } from '../../shared/encoding/bytes.ts';
import type { Keychain } from './keychain.ts';
import { createSerialQueue } from './serial-queue.ts';

const ENTRY = 'device-share';
const SHARE_BYTES = 32;

/**
 * The laptop's share of the key that wraps the device signing key: made once, the same ever after.
 * The answered function throws FieldsealError `shell.keychain-*` and never makes a second share while a
 * first one exists that can't be read.
 */
export function createDeviceShare(keychain: Keychain): () => Promise<Bytes> {
  const inTurn = createSerialQueue();
  return () =>
    inTurn(async () => {
      const kept = await keychain.read(ENTRY);
      if (kept !== null) return fromBase64Url(kept);
      const share = randomBytes(SHARE_BYTES);
      await keychain.write(ENTRY, toBase64Url(share));
      return share;
    });
}
