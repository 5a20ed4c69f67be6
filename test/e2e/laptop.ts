/** A laptop of the end-to-end test: a Chromium profile of its own with a stand-in fingerprint reader. */
import path from 'node:path';
import {
  addVirtualAuthenticator,
  launchChromium,
  type RunningChromium,
  type VirtualAuthenticator,
} from '../support/chromium.ts';
import { driveApp, type AppDriver } from '../support/app-driver.ts';
import { watchPages, type PageWatch } from '../support/page-watch.ts';

export interface Laptop {
  readonly app: AppDriver;
  readonly authenticator: VirtualAuthenticator;
  readonly watch: PageWatch;
  readonly profileFolder: string;
  /** Cuts or restores the network of everything the laptop does. */
  setOffline(isOffline: boolean): Promise<void>;
  close(): Promise<void>;
}

/** Starts a laptop at the app's address; its screen is the smallest that is supported. */
export async function startLaptop(folder: string, name: string, url: string): Promise<Laptop> {
  const profileFolder = path.join(folder, name);
  const chromium: RunningChromium = await launchChromium({
    profileFolder,
    locale: 'en-GB',
    viewport: { width: 1024, height: 700 },
  });
  const watch = watchPages(chromium.context);
  const page = chromium.context.pages()[0] ?? (await chromium.context.newPage());
  const authenticator = await addVirtualAuthenticator(page);
  await page.goto(url);
  return {
    app: driveApp(page),
    authenticator,
    watch,
    profileFolder,
    setOffline: (isOffline) => chromium.context.setOffline(isOffline),
    close: () => chromium.close(),
  };
}
