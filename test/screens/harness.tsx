/** The real screens over a stand-in vault: what is shown is chosen by the address's query. */
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { App } from '../../renderer/app/app.tsx';
import { createAppStores } from '../../renderer/app/app-stores.ts';
import type { Shell } from '../../renderer/shell/shell.ts';
import { DEFAULT_OPTIONS, type StandInOptions } from './stand-in-options.ts';
import { createStandInVault } from './stand-in-vault.ts';
import '../../renderer/ui/styles/index.css';

z.config({ jitless: true });

const wanted = new URLSearchParams(location.search).get('options');
const options = {
  ...DEFAULT_OPTIONS,
  ...(wanted === null ? {} : (JSON.parse(wanted) as Partial<StandInOptions>)),
};

const shell: Shell = {
  kind: 'browser',
  capabilities: () =>
    Promise.resolve({
      relyingParty: { rpId: location.hostname, origin: location.origin },
      gatedUnlock: false,
      nativeBound: false,
      serverOrigin: location.origin,
      keystore: 'browser-store',
      files: true,
      print: true,
      appVersion: '0.1.0',
    }),
  deviceShare: () => Promise.resolve(new Uint8Array(32)),
  forgetShares: () => Promise.resolve(),
  relyingParty: null,
  nativeKeys: null,
  saveFile: () => Promise.resolve(true),
  storage: () =>
    Promise.resolve({
      usedBytes: 84_000_000,
      freeBytes: options.freeBytes,
      freeOf: 'disk',
      isPersistent: false,
    }),
  print: () => Promise.resolve(),
  onLockRequested: () => () => undefined,
};

const vault = createStandInVault(options);
const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <App services={{ vault, shell, stores: createAppStores(vault, shell) }} />,
  );
}
