import type { BrowserContext, Page, Route } from 'playwright-core';
import { host } from './host.ts';

/** Brings every request of the browser to the handlers the main process has registered, as Electron does. */
export async function interceptRequests(context: BrowserContext): Promise<void> {
  context.on('page', (page) => void closePopup(page));
  await context.route('**/*', async (route) => {
    try {
      await answer(route);
    } catch {
      await route.abort('failed').catch(() => undefined);
    }
  });
}

async function answer(route: Route): Promise<void> {
  const request = route.request();
  const url = request.url();
  const frame = request.frame();
  const contents = host().contentsByPage.get(frame.page());
  if (contents === undefined) {
    await route.abort('blockedbyclient');
    return;
  }
  const isMainFrame = frame.parentFrame() === null;
  if (request.isNavigationRequest() && !(await contents.mayNavigate(url, isMainFrame))) {
    await route.abort('aborted');
    return;
  }
  if (isCancelled(url)) {
    await route.abort('blockedbyclient');
    return;
  }
  const handler = host().protocolHandlers.get(new URL(url).protocol.slice(0, -1));
  if (handler === undefined) {
    await route.continue();
    return;
  }
  const body = request.postDataBuffer();
  const response = await handler(
    new Request(url, {
      method: request.method(),
      headers: request.headers(),
      ...(body === null ? {} : { body: new Uint8Array(body) }),
    }),
  );
  if (response.type === 'error') {
    await route.abort('failed');
    return;
  }
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  });
}

function isCancelled(url: string): boolean {
  let isStopped = false;
  host().beforeRequest?.({ url }, ({ cancel }) => (isStopped = cancel === true));
  return isStopped;
}

/** Electron asks before it makes a window; here the window is there already and goes away unless allowed. */
async function closePopup(page: Page): Promise<void> {
  const opener = await page.opener();
  const contents = opener === null ? undefined : host().contentsByPage.get(opener);
  if (contents === undefined) return;
  host().popupUrls.push(page.url());
  if (contents.askToOpen(page.url()) === 'deny') await page.close();
}
