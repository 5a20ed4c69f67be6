import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { App } from './app/app.tsx';
import { createAppStores } from './app/app-stores.ts';
import { registerServiceWorker } from './app/register-service-worker.ts';
import { createBrowserShell } from './shell/browser-shell.ts';
import { createElectronShell } from './shell/electron-shell.ts';
import { connectVault } from './vault/vault-client.ts';
import './ui/styles/index.css';

// Before anything is parsed: zod's compiler needs eval, which the content security policy forbids.
z.config({ jitless: true });

const APP_VERSION = '0.1.0';

const isDesktop = 'fieldseal' in window;
const shell = isDesktop ? createElectronShell() : createBrowserShell(APP_VERSION);
const vault = connectVault();

// For the bulk demo only: it makes the same calls as the screens. Production builds drop this.
if (import.meta.env.VITE_FIELDSEAL_DEMO === '1') {
  Object.assign(window, { fieldsealDemoVault: vault });
}

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App services={{ vault, shell, stores: createAppStores(vault, shell) }} />
    </StrictMode>,
  );
}

if (!isDesktop) registerServiceWorker();
