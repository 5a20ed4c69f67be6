/** Opens the app for a person: in Electron, else in Chromium's app window, else not at all. */
import { spawn } from 'node:child_process';
import type { Page } from 'playwright-core';
import { addVirtualAuthenticator, launchChromium } from '../../test/support/chromium.ts';
import { obtainElectron } from './electron-runtime.ts';
import { ROOT } from './paths.ts';
import { findChromium } from '../setup/find-programs.mjs';

const WINDOW_SIZE = '--window-size=1280,860';

export interface OpenedApp {
  /** Settles when the person closes the window. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly url: string;
  /** Browser profile to use and keep; a temporary one when absent. */
  readonly profileFolder?: string | undefined;
}

/** Opens the best window this machine has and says which; undefined when it has none. */
export async function openApp(options: OpenOptions): Promise<OpenedApp | undefined> {
  if (!hasDisplay()) {
    console.log('This machine shows no windows (no display): open the address yourself.');
    return undefined;
  }
  const electron = await obtainElectron();
  if (electron !== undefined) return openElectron(electron, options.url);
  if (findChromium() !== undefined) return await openChromium(options);
  console.log('Neither Electron nor Chromium is here: open the address in a browser.');
  return undefined;
}

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return [process.env['DISPLAY'], process.env['WAYLAND_DISPLAY']].some(
    (display) => display !== undefined && display !== '',
  );
}

function openElectron(program: string, serverOrigin: string): OpenedApp {
  console.log('Opening the app in Electron.');
  const child = spawn(program, [ROOT], {
    cwd: ROOT,
    env: { ...process.env, FIELDSEAL_SERVER_ORIGIN: serverOrigin },
    stdio: 'inherit',
  });
  const closed = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', (error) => {
      console.error(`Electron did not start: ${error.message}`);
      resolve();
    });
  });
  return {
    closed,
    async close() {
      child.kill('SIGTERM');
      await closed;
    },
  };
}

async function openChromium(options: OpenOptions): Promise<OpenedApp> {
  console.log("Opening the app in Chromium's app window (Electron's runtime is not here).");
  const browser = await launchChromium({
    profileFolder: options.profileFolder,
    headless: false,
    viewport: null,
    handleSignals: false,
    args: [`--app=${options.url}`, WINDOW_SIZE],
  });
  const attach = async (page: Page): Promise<void> => {
    await addVirtualAuthenticator(page);
  };
  browser.context.on('page', (page) => void attach(page).catch(() => undefined));
  await Promise.all(browser.context.pages().map(attach));
  console.log(
    [
      '',
      '!!! A STAND-IN FINGERPRINT READER is attached to this demo window, since a bare Chromium on this',
      '!!! machine has none. It says yes to everything. It exists in this window only, never in the app.',
      '',
    ].join('\n'),
  );
  return {
    closed: new Promise((resolve) => {
      browser.context.once('close', () => resolve());
    }),
    close: () => browser.close(),
  };
}
