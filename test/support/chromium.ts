/** Real Chromium for tests and the demo: flags, profile folder, and stand-in fingerprint readers. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium, type BrowserContext, type CDPSession, type Page } from 'playwright-core';
import { findChromium } from '../../build/setup/find-programs.mjs';

const LAUNCH_TIMEOUT_MS = 60_000;
const DEFAULT_VIEWPORT = { width: 1280, height: 800 };

export interface ChromiumOptions {
  /** Folder of the browser profile; a temporary one, removed by `close`, when absent. */
  readonly profileFolder?: string | undefined;
  readonly headless?: boolean | undefined;
  /** Null: as large as the window, for a person who looks at it. */
  readonly viewport?: { readonly width: number; readonly height: number } | null | undefined;
  /** Flags beyond those every run gets. */
  readonly args?: readonly string[] | undefined;
  /** BCP 47 tag of the browser's language. */
  readonly locale?: string | undefined;
  /** False: the caller ends the browser on Ctrl-C by itself. Default true. */
  readonly handleSignals?: boolean | undefined;
}

export interface RunningChromium {
  readonly context: BrowserContext;
  readonly profileFolder: string;
  /** Ends the browser; a temporary profile is removed, a named one kept. */
  close(): Promise<void>;
}

/** Launches the system's Chromium. Throws with what to install when there is none. */
export async function launchChromium(options: ChromiumOptions = {}): Promise<RunningChromium> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error(
      'No Chromium: install it (Debian: apt-get install chromium) or name one in FIELDSEAL_CHROMIUM.',
    );
  }
  const isTemporary = options.profileFolder === undefined;
  const profileFolder =
    options.profileFolder ?? fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-chromium-'));
  const handleSignals = options.handleSignals ?? true;
  const context = await chromium.launchPersistentContext(profileFolder, {
    executablePath,
    headless: options.headless ?? true,
    viewport: options.viewport === undefined ? DEFAULT_VIEWPORT : options.viewport,
    handleSIGINT: handleSignals,
    handleSIGTERM: handleSignals,
    handleSIGHUP: handleSignals,
    timeout: LAUNCH_TIMEOUT_MS,
    args: [...chromiumFlags(), ...(options.args ?? [])],
    ...(options.locale === undefined ? {} : { locale: options.locale }),
  });
  return {
    context,
    profileFolder,
    async close() {
      await context.close();
      if (isTemporary) fs.rmSync(profileFolder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Flags every run gets: no call of its own to the network, and no sandbox where root can't have one. */
export function chromiumFlags(): readonly string[] {
  const flags = [
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  return process.getuid?.() === 0 ? [...flags, '--no-sandbox'] : flags;
}

export interface AuthenticatorOptions {
  /** WebAuthn PRF extension (CTAP hmac-secret); default true. */
  readonly hasPrf?: boolean | undefined;
  /** Whether it can verify the user at all (a fingerprint reader can); default true. */
  readonly hasUserVerification?: boolean | undefined;
  /** Whether that check succeeds (the right finger); default true. */
  readonly isUserVerified?: boolean | undefined;
  /** Whether the user answers by themselves; false leaves every ceremony waiting. Default true. */
  readonly automaticPresenceSimulation?: boolean | undefined;
  readonly transport?: 'internal' | 'usb' | undefined;
}

export interface VirtualAuthenticator {
  readonly session: CDPSession;
  readonly authenticatorId: string;
  /** The next checks of the user succeed or fail. */
  setUserVerified(isUserVerified: boolean): Promise<void>;
  setAutomaticPresence(enabled: boolean): Promise<void>;
  credentialCount(): Promise<number>;
  remove(): Promise<void>;
}

/**
 * Adds a virtual CTAP 2.1 platform authenticator to a page (Chrome DevTools Protocol, domain WebAuthn).
 * It lives as long as the page, over reloads.
 */
export async function addVirtualAuthenticator(
  page: Page,
  options: AuthenticatorOptions = {},
): Promise<VirtualAuthenticator> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable', { enableUI: false });
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: options.transport ?? 'internal',
      hasResidentKey: true,
      hasUserVerification: options.hasUserVerification ?? true,
      hasPrf: options.hasPrf ?? true,
      isUserVerified: options.isUserVerified ?? true,
      automaticPresenceSimulation: options.automaticPresenceSimulation ?? true,
    },
  });
  return {
    session,
    authenticatorId,
    async setUserVerified(isUserVerified) {
      await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
    },
    async setAutomaticPresence(enabled) {
      await session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
    },
    async credentialCount() {
      const { credentials } = await session.send('WebAuthn.getCredentials', { authenticatorId });
      return credentials.length;
    },
    async remove() {
      await session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
    },
  };
}
