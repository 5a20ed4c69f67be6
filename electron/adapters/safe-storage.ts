import { safeStorage } from 'electron';
import type { SecretCipher } from '../services/keychain.ts';

/** Electron's `safeStorage`, its asynchronous half only: the other is deprecated. */
export function createSafeStorageCipher(platform: NodeJS.Platform): SecretCipher {
  return {
    isAvailable: () => safeStorage.isAsyncEncryptionAvailable(),
    backend: () => backendName(platform),
    encrypt: (text) => safeStorage.encryptStringAsync(text),
    async decrypt(sealed) {
      const opened = await safeStorage.decryptStringAsync(Buffer.from(sealed));
      return { text: opened.result, isStale: opened.shouldReEncrypt };
    },
  };
}

/** Only Linux has several; the other systems have one each. */
function backendName(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'keychain';
  if (platform === 'win32') return 'dpapi';
  return safeStorage.getSelectedStorageBackend();
}
