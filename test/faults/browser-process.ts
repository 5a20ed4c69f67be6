/** A Chromium of our own start, so that its whole process group can be killed as a power cut would. */
import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { chromium, type Browser, type Page } from 'playwright-core';
import { findChromium } from '../../build/setup/find-programs.mjs';
import { chromiumFlags } from '../support/chromium.ts';

const START_LIMIT_MS = 30_000;
const DEATH_LIMIT_MS = 10_000;
const POLL_MS = 5;

const SQLITE_FEATURE = 'IdbSqliteBackingStore';

/** The two stores that Chromium can keep IndexedDB in. */
export const BACKENDS = ['leveldb', 'sqlite'] as const;
export type Backend = (typeof BACKENDS)[number];

export interface BrowserProcess {
  readonly page: Page;
  /** Ends every process of the browser with SIGKILL and waits until none is left. */
  kill(): Promise<void>;
  /** Ends the browser in order, so that it writes its profile out; for the preparation only. */
  close(): Promise<void>;
}

/** Starts a headless Chromium over `profileFolder`. @throws Error where there is none, or it does not start. */
export async function startBrowser(
  profileFolder: string,
  backend: Backend,
): Promise<BrowserProcess> {
  const program = findChromium();
  if (program === undefined) throw new Error('No Chromium: set FIELDSEAL_CHROMIUM to one.');
  const child = spawn(program, [...flagsOf(profileFolder, backend), 'about:blank'], {
    // A process group of its own: one signal reaches the browser and all its helpers.
    detached: true,
    // What a killed browser leaves behind goes when the run's folder goes.
    env: { ...process.env, TMPDIR: path.dirname(profileFolder) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('Chromium did not start.');
  const kill = (): Promise<void> => killGroup(pid);
  let browser: Browser;
  try {
    browser = await chromium.connectOverCDP(await devToolsAddress(child));
  } catch (error) {
    await kill();
    throw error;
  }
  const [context] = browser.contexts();
  const page = context?.pages()[0] ?? (await context?.newPage());
  if (page === undefined) throw new Error('Chromium has no page.');
  return {
    page,
    kill,
    async close() {
      const session = await browser.newBrowserCDPSession();
      await session.send('Browser.close').catch(() => undefined);
      await waitForDeath(pid);
    },
  };
}

function flagsOf(profileFolder: string, backend: Backend): readonly string[] {
  return [
    ...chromiumFlags(),
    '--headless=new',
    '--remote-debugging-port=0',
    `--user-data-dir=${profileFolder}`,
    '--no-default-browser-check',
    '--disable-extensions',
    '--disable-default-apps',
    '--disable-breakpad',
    '--disable-gpu',
    '--mute-audio',
    // As in Electron, whose stores are durable. Without it a full disk has Chromium evict the whole vault (docs/faults.md).
    '--unlimited-storage',
    '--password-store=basic',
    '--use-mock-keychain',
    // Only the last of several lists would count.
    `--disable-features=Translate,MediaRouter${backend === 'sqlite' ? '' : `,${SQLITE_FEATURE}`}`,
    ...(backend === 'sqlite' ? [`--enable-features=${SQLITE_FEATURE}`] : []),
  ];
}

/** Chromium says on standard error where it listens. */
function devToolsAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    if (child.stderr === null) throw new Error('no standard error');
    const timer = setTimeout(() => reject(new Error('Chromium did not answer.')), START_LIMIT_MS);
    const lines = readline.createInterface({ input: child.stderr });
    lines.on('line', (line) => {
      const address = /^DevTools listening on (ws:\S+)$/u.exec(line)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    });
    child.once('exit', () => reject(new Error('Chromium ended while starting.')));
    child.once('error', reject);
  });
}

async function killGroup(leader: number): Promise<void> {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
  await waitForDeath(leader);
}

async function waitForDeath(group: number): Promise<void> {
  const until = Date.now() + DEATH_LIMIT_MS;
  while (isAlive(group)) {
    if (Date.now() > until) throw new Error('Chromium did not end.');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Whether a process of the group still runs. On Linux one that is dead and not yet reaped does not count. */
function isAlive(group: number): boolean {
  try {
    process.kill(-group, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .some((id) => isRunningIn(id, group));
}

function isRunningIn(processId: string, group: number): boolean {
  try {
    const stat = fs.readFileSync(`/proc/${processId}/stat`, 'utf8');
    // pid (name) state ppid pgrp …; the name may hold spaces and brackets.
    const [state, , processGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(processGroup) === group && state !== 'Z' && state !== 'X';
  } catch {
    return false;
  }
}
