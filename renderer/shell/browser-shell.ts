import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { forgetDeviceShare, loadDeviceShare } from './host-store.ts';
import { readPageStorage } from './page-storage.ts';
import type { Shell } from './shell.ts';

/** A plain browser as host: no keychain, no verification of its own, files by download. */
export function createBrowserShell(appVersion: string): Shell {
  return {
    kind: 'browser',
    capabilities: () =>
      Promise.resolve({
        relyingParty: { rpId: location.hostname, origin: location.origin },
        gatedUnlock: false,
        nativeBound: false,
        // Its content security policy allows its own origin and no other.
        serverOrigin: location.origin,
        keystore: 'browser-store',
        files: true,
        print: true,
        appVersion,
      }),
    deviceShare: loadDeviceShare,
    forgetShares: forgetDeviceShare,
    relyingParty: null,
    nativeKeys: null,
    saveFile: (suggestedName, content) => {
      try {
        download(suggestedName, content);
        return Promise.resolve(true);
      } catch (error) {
        return Promise.reject(new FieldsealError('shell.file-failed', {}, error));
      }
    },
    storage: async () => {
      const { usedBytes, allowedBytes, isPersistent } = await readPageStorage();
      return { usedBytes, freeBytes: allowedBytes, freeOf: 'allowance', isPersistent };
    },
    print: () => {
      window.print();
      return Promise.resolve();
    },
    // A page is told nothing about suspend or screen lock; the idle timer stands in.
    onLockRequested: () => () => undefined,
  };
}

function download(name: string, content: Uint8Array<ArrayBuffer> | Blob): void {
  const url = URL.createObjectURL(new Blob([content], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
