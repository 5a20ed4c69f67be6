import { sha256, zeroBytes } from '../../../shared/crypto/index.ts';
import {
  equalBytes,
  fromBase64Url,
  toBase64Url,
  utf8,
  type Bytes,
} from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { createSerialQueue } from '../serial-queue.ts';
import type { AskHelper } from './helper-client.ts';
import { keyName, newKeyId } from './key-name.ts';
import type { NativeKeyStore } from './native-key-store.ts';

/** Less is no signature of any key that Windows Hello makes (RSA-2048). */
const SHORTEST_SIGNATURE = 64;

/**
 * Windows: a Windows Hello key (`KeyCredentialManager`) signs a challenge that is always the same; SHA-256 of the
 * signature is the share. The key signs by RSA with PKCS#1 v1.5 padding (RFC 8017 section 8.2), which gives one
 * signature for one message: that is what the share rests on, so it is tried out when a key is made.
 */
export function createWindowsHello(ask: AskHelper): NativeKeyStore {
  const inTurn = createSerialQueue();

  async function share(name: string): Promise<Bytes> {
    const challenge = toBase64Url(sha256(utf8(`fieldseal/native-key-challenge/1\0${name}`)));
    const { signature } = await ask({ command: 'sign', name, challenge });
    const bytes = fromBase64Url(signature ?? '');
    if (bytes.length < SHORTEST_SIGNATURE) throw new FieldsealError('shell.native-failed');
    const digest = sha256(bytes);
    zeroBytes(bytes);
    return digest;
  }

  return {
    isAvailable: () =>
      inTurn(async () => (await ask({ command: 'status' })).available === true).catch(() => false),

    create: (operatorId) =>
      inTurn(async () => {
        const keyId = newKeyId();
        const name = keyName(operatorId, keyId);
        await ask({ command: 'create', name });
        const first = await share(name);
        const second = await share(name);
        const isStable = equalBytes(first, second);
        zeroBytes(second);
        if (!isStable) {
          zeroBytes(first);
          await ask({ command: 'delete', name });
          throw new FieldsealError('shell.native-unstable');
        }
        return { keyId, share: first };
      }),

    release: (operatorId, keyId) => inTurn(() => share(keyName(operatorId, keyId))),

    remove: (operatorId, keyId) =>
      inTurn(async () => {
        await ask({ command: 'delete', name: keyName(operatorId, keyId) });
      }),
  };
}
