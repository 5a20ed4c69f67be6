/** Days that pass: the real server and the real app, each with a clock that was put forward. */
import fs from 'node:fs';
import path from 'node:path';
import { OUT } from '../../build/lib/paths.ts';
import type { AppDriver } from '../support/app-driver.ts';

const DAY_MS = 86_400_000;

/** JavaScript that puts the clock of whatever runs it forward, once. */
function shiftOf(days: number): string {
  return `;(() => {
    if (globalThis.shiftedDays !== undefined) return;
    globalThis.shiftedDays = ${String(days)};
    const Real = Date;
    globalThis.Date = class Date extends Real {
      constructor(...given) {
        if (given.length === 0) super(Real.now() + ${String(days * DAY_MS)});
        else super(...given);
      }
      static now() {
        return Real.now() + ${String(days * DAY_MS)};
      }
    };
  })();\n`;
}

/** Settings of a server process whose clock is so many days ahead. */
export function serverAhead(days: number): Readonly<Record<string, string>> {
  const code = encodeURIComponent(shiftOf(days));
  return { NODE_OPTIONS: `--import=data:text/javascript,${code}` };
}

/** The built app, page and worker alike with a clock that is so many days ahead, in a folder of its own. */
export function appAhead(folder: string, days: number): string {
  const target = path.join(folder, `app-${String(days)}`);
  fs.cpSync(path.join(OUT, 'renderer'), target, { recursive: true });
  const assets = path.join(target, 'assets');
  for (const name of fs.readdirSync(assets).filter((file) => file.endsWith('.js'))) {
    const file = path.join(assets, name);
    fs.writeFileSync(file, shiftOf(days) + fs.readFileSync(file, 'utf8'));
  }
  return target;
}

/** Has a laptop load the app anew from its server. The service worker and the browser hold the one from before. */
export async function reloadApp({ page }: AppDriver): Promise<void> {
  await page.evaluate(async () => {
    for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
    for (const name of await caches.keys()) await caches.delete(name);
  });
  const session = await page.context().newCDPSession(page);
  await session.send('Network.clearBrowserCache');
  await page.reload();
}
