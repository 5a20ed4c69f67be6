import { randomBytes } from '../../../shared/crypto/index.ts';
import { fromBase64Url, toBase64Url, type Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { createSerialQueue } from '../serial-queue.ts';
import type { AskHelper } from './helper-client.ts';
import { keyName, newKeyId } from './key-name.ts';
import type { NativeKeyStore } from './native-key-store.ts';

const SHARE_BYTES = 32;
/** What the system's prompt says behind the app's name; the helper adds nothing to it. */
const REASON = 'open your encrypted registrations';

/**
 * macOS: a random share in a Keychain item with `kSecAccessControlBiometryCurrentSet`, so that the Secure Enclave
 * releases it after Touch ID only, and drops it when fingerprints are enrolled anew.
 */
export function createMacosKeychain(ask: AskHelper): NativeKeyStore {
  const inTurn = createSerialQueue();
  return {
    isAvailable: () =>
      inTurn(async () => (await ask({ command: 'status' })).available === true).catch(() => false),

    create: (operatorId) =>
      inTurn(async () => {
        const keyId = newKeyId();
        const share = randomBytes(SHARE_BYTES);
        const name = keyName(operatorId, keyId);
        await ask({ command: 'store', name, secret: toBase64Url(share) });
        return { keyId, share };
      }),

    release: (operatorId, keyId) =>
      inTurn(async () => {
        const name = keyName(operatorId, keyId);
        return shareOf((await ask({ command: 'read', name, reason: REASON })).secret);
      }),

    remove: (operatorId, keyId) =>
      inTurn(async () => {
        await ask({ command: 'delete', name: keyName(operatorId, keyId) });
      }),
  };
}

function shareOf(secret: string | undefined): Bytes {
  const share = fromBase64Url(secret ?? '');
  if (share.length !== SHARE_BYTES) throw new FieldsealError('shell.native-failed');
  return share;
}
