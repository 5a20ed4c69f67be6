import fs from 'node:fs';
import { startBrowser, type Backend, type BrowserProcess } from './browser-process.ts';
import { createJournal, type Journal, type JournalEntry } from './journal.ts';
import { openApp } from './page-vault.ts';

/** A laptop of a run: a browser with the app in it, and what was acknowledged since it was started. */
export interface FaultLaptop extends BrowserProcess {
  readonly journal: Journal;
  readonly url: string;
  readonly profileFolder: string;
}

export interface LaptopOptions {
  readonly profileFolder: string;
  readonly backend: Backend;
  readonly url: string;
  /** Leaves the page empty: the run itself opens the app. */
  readonly isClosed?: boolean | undefined;
}

/** Starts a browser over the profile and opens the app. */
export async function startLaptop(options: LaptopOptions): Promise<FaultLaptop> {
  const { profileFolder, url } = options;
  const browser = await startBrowser(profileFolder, options.backend);
  const journal = createJournal();
  try {
    await browser.page.exposeBinding('fieldsealReport', (_source, entry: JournalEntry) => {
      journal.add(entry);
    });
    if (options.isClosed !== true) await openApp(browser.page, url);
  } catch (error) {
    await browser.kill();
    throw error;
  }
  return { ...browser, journal, url, profileFolder };
}

/** A profile of its own for a run. */
export function copyProfile(from: string, to: string): void {
  fs.rmSync(to, { recursive: true, force: true, maxRetries: 5 });
  fs.cpSync(from, to, { recursive: true, verbatimSymlinks: true });
}
