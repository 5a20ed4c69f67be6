import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { launchChromium } from '../../support/chromium.ts';
import { app, type BrowserWindow } from './electron.ts';
import { setHost, type Host } from './host.ts';
import { interceptRequests } from './network.ts';
import { bundlePreload, bundleWorlds } from './page-bundles.ts';

export const APP_ORIGIN = 'https://app.fieldseal.example';
export const SERVER_ORIGIN = 'https://server.example';

const FIXTURE_PAGE = `<!doctype html><html><head><meta charset="utf-8">
<meta property="csp-nonce" nonce=""><title>Fixture</title>
<link rel="stylesheet" href="/assets/page.css"><script type="module" src="/assets/page.js"></script>
</head><body><h1>Fixture</h1></body></html>`;

/** Tries `new Function` by itself: what a debugger evaluates is exempt from the page's policy. */
const FIXTURE_SCRIPT = `try { new Function('return 1')(); document.body.dataset.evaluated = 'yes'; }
catch { document.body.dataset.evaluated = 'blocked'; }
document.body.dataset.ran = 'yes';`;

export interface BootedDesktop {
  readonly page: Page;
  readonly window: BrowserWindow;
  readonly host: Host;
  /** Text of the shell's own log. */
  log(): string;
  close(): Promise<void>;
}

/**
 * Starts the real `electron/main.ts` on the stand-in, with a small page in place of the app's. The test file must say
 * `vi.mock('electron', () => import('./electron-stand-in/electron.ts'))`. One start per test file.
 */
export async function bootDesktop(): Promise<BootedDesktop> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-shell-'));
  const appFolder = path.join(folder, 'app');
  const userData = path.join(folder, 'user-data');
  writeFixture(path.join(appFolder, 'out/renderer'));
  fs.mkdirSync(userData);
  await bundlePreload(appFolder);
  const worlds = await bundleWorlds(folder);
  const browser = await launchChromium();
  const host: Host = {
    context: browser.context,
    worlds,
    appFolder,
    userData,
    isFirstInstance: true,
    contents: new Map(),
    contentsByPage: new Map(),
    invokeHandlers: new Map(),
    protocolHandlers: new Map(),
    networkFetch: () => Promise.reject(new Error('no network in this test')),
    keychainBackend: 'gnome_libsecret',
    savePath: null,
    exits: [],
    quits: 0,
    openedExternally: [],
    prints: [],
    popupUrls: [],
  };
  setHost(host);
  await interceptRequests(browser.context);
  const opened = once(app, 'stand-in-window');
  const loaded = Promise.race([
    once(app, 'stand-in-loaded'),
    once(app, 'stand-in-exit').then(() => Promise.reject(new Error('the main process gave up'))),
  ]);
  process.env['FIELDSEAL_SERVER_ORIGIN'] = SERVER_ORIGIN;
  await import('../../../electron/main.ts');
  await loaded;
  const [window] = (await opened) as [BrowserWindow];
  return {
    page: await window.webContents.ready,
    window,
    host,
    log: () => fs.readFileSync(path.join(userData, 'logs/fieldseal.log'), 'utf8'),
    async close() {
      await browser.close();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

function writeFixture(folder: string): void {
  fs.mkdirSync(path.join(folder, 'assets'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'index.html'), FIXTURE_PAGE);
  fs.writeFileSync(path.join(folder, 'assets/page.css'), 'h1 { color: rgb(1, 2, 3); }');
  fs.writeFileSync(path.join(folder, 'assets/page.js'), FIXTURE_SCRIPT);
}
