/** What the window shows, where it may go and what it may ask for. Electron itself is stood in for. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  APP_ORIGIN,
  SERVER_ORIGIN,
  bootDesktop,
  type BootedDesktop,
} from './electron-stand-in/boot.ts';
import { app } from './electron-stand-in/electron.ts';

vi.mock('electron', () => import('./electron-stand-in/electron.ts'));

let desktop: BootedDesktop;

beforeAll(async () => {
  desktop = await bootDesktop();
});
afterAll(() => desktop.close());

function blockedNavigations(): number {
  return desktop.log().match(/"message":"navigation blocked"/gu)?.length ?? 0;
}

describe('the page', () => {
  test('runs its script and style from the bundle', async () => {
    await desktop.page.locator('body[data-ran=yes]').waitFor();
    const colour = await desktop.page.locator('h1').evaluate((h1) => getComputedStyle(h1).color);
    expect(colour).toBe('rgb(1, 2, 3)');
  });

  test('has the policy in force: inline, foreign and evaluated code does not run', async () => {
    const outcome = await desktop.page.evaluate(async () => {
      const blocked = new Set<string>();
      const allReported = new Promise<void>((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => {
          if (blocked.add(event.effectiveDirective).size === 3) resolve();
        });
      });
      const script = document.createElement('script');
      script.textContent = 'window.inlineRan = true';
      document.body.append(script);
      const style = document.createElement('style');
      style.textContent = 'h1 { color: red }';
      document.head.append(style);
      const fetched = await fetch('https://evil.example/').then(
        () => 'fetched',
        () => 'blocked',
      );
      await allReported;
      return { blocked: [...blocked].sort(), inline: 'inlineRan' in window, fetched };
    });
    expect(outcome).toEqual({
      blocked: ['connect-src', 'script-src-elem', 'style-src-elem'],
      inline: false,
      fetched: 'blocked',
    });
    expect(await desktop.page.locator('body').getAttribute('data-evaluated')).toBe('blocked');
  });

  test('may add a style that carries the nonce it was told', async () => {
    const colour = await desktop.page.evaluate(() => {
      const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');
      const style = document.createElement('style');
      style.nonce = meta?.nonce ?? '';
      style.textContent = 'h1 { color: rgb(9, 8, 7) !important }';
      document.head.append(style);
      const h1 = document.querySelector('h1');
      return { colour: h1 === null ? '' : getComputedStyle(h1).color, nonces: meta?.nonce.length };
    });
    expect(colour).toEqual({ colour: 'rgb(9, 8, 7)', nonces: 22 });
  });

  test('reaches its server through the network and nothing else of its own origin', async () => {
    desktop.host.networkFetch = (request) =>
      Promise.resolve(
        Response.json(
          { url: request.url, method: request.method },
          { headers: { 'Access-Control-Allow-Origin': APP_ORIGIN } },
        ),
      );
    const [server, own] = await desktop.page.evaluate(async (url) => {
      const answer = await fetch(`${url}/v1/ready`);
      const missing = await fetch('/v1/ready');
      return [(await answer.json()) as unknown, missing.status] as const;
    }, SERVER_ORIGIN);
    expect(server).toEqual({ url: `${SERVER_ORIGIN}/v1/ready`, method: 'GET' });
    expect(own).toBe(404);
  });

  test.each([
    '/..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/assets/..%5c..%5cx',
    '/out/main/main.cjs',
  ])('finds nothing outside the bundle: %s', async (url) => {
    expect(await desktop.page.evaluate(async (path) => (await fetch(path)).status, url)).toBe(404);
  });
});

describe('the window goes nowhere', () => {
  test.each([
    ['by address', `location.href = 'https://evil.example/'`],
    ['to another page of the origin', `location.href = '/assets/page.js'`],
    ['to the server’s pages', `location.href = '${SERVER_ORIGIN}/'`],
    [
      'by a link',
      `Object.assign(document.createElement('a'), { href: 'https://evil.example/' }).click()`,
    ],
  ])('%s', async (_title, script) => {
    const before = blockedNavigations();
    await desktop.page.evaluate(script);
    await vi.waitFor(() => expect(blockedNavigations()).toBeGreaterThan(before));
    expect(await desktop.page.evaluate(() => location.href)).toBe(`${APP_ORIGIN}/`);
    expect(await desktop.page.locator('h1').textContent()).toBe('Fixture');
  });

  test('but may load itself again', async () => {
    await desktop.page.evaluate(() => (document.body.dataset['old'] = 'yes'));
    await desktop.page.evaluate(() => location.reload());
    await desktop.page.locator('body[data-ran=yes]:not([data-old])').waitFor();
    expect(await desktop.page.evaluate(() => typeof window.fieldseal)).toBe('object');
  });

  test('redirects and webviews are refused too', () => {
    for (const event of ['will-redirect', 'will-attach-webview']) {
      let isPrevented = false;
      desktop.window.webContents.emit(event, {
        url: `${APP_ORIGIN}/`,
        isMainFrame: true,
        preventDefault: () => (isPrevented = true),
      });
      expect(isPrevented, event).toBe(true);
    }
  });

  test('opens no other window and hands nothing to the system', async () => {
    await desktop.page.evaluate(() => {
      window.open('https://evil.example/');
      window.open('about:blank');
    });
    await vi.waitFor(() => expect(desktop.host.popupUrls.length).toBe(2));
    await vi.waitFor(() => {
      const ours = desktop.host.context
        .pages()
        .filter((page) => desktop.host.contentsByPage.has(page));
      const others = desktop.host.context.pages().length - ours.length;
      // The page Chromium starts with is not the app's.
      expect(others).toBe(1);
    });
    expect(desktop.host.openedExternally).toEqual([]);
  });
});

describe('permissions', () => {
  function request(permission: string, url: string, details: object = {}): boolean {
    let answer = false;
    const full = { isMainFrame: true, requestingUrl: url, ...details };
    desktop.host.permissionRequest?.({}, permission, (granted) => (answer = granted), full);
    return answer;
  }
  function check(permission: string, origin: string, details: object = {}): boolean | undefined {
    return desktop.host.permissionCheck?.({}, permission, origin, {
      isMainFrame: true,
      ...details,
    });
  }

  test('follow the table when asked and when checked', () => {
    expect(request('media', `${APP_ORIGIN}/`, { mediaTypes: ['video'] })).toBe(true);
    expect(check('media', `${APP_ORIGIN}/`, { mediaType: 'video' })).toBe(true);
    expect(check('persistent-storage', `${APP_ORIGIN}/`)).toBe(true);
    expect(request('media', `${APP_ORIGIN}/`, { mediaTypes: ['audio'] })).toBe(false);
    expect(check('media', `${APP_ORIGIN}/`, { mediaType: 'audio' })).toBe(false);
    for (const permission of ['geolocation', 'notifications', 'clipboard-read', 'hid', 'made-up']) {
      expect(request(permission, `${APP_ORIGIN}/`), permission).toBe(false);
      expect(check(permission, `${APP_ORIGIN}/`), permission).toBe(false);
    }
  });

  test('are for the app’s main frame alone', () => {
    expect(request('media', 'https://evil.example/', { mediaTypes: ['video'] })).toBe(false);
    expect(request('media', `${APP_ORIGIN}/`, { mediaTypes: ['video'], isMainFrame: false })).toBe(
      false,
    );
    expect(check('persistent-storage', '')).toBe(false);
  });

  test('never reach devices or the screen', () => {
    expect(desktop.host.devicePermission?.({})).toBe(false);
    let streams: unknown = 'not asked';
    desktop.host.displayMedia?.({}, (granted) => (streams = granted));
    expect(streams).toBeNull();
  });
});

describe('the process', () => {
  test('sandboxes every page and hands the window its frozen preferences', () => {
    expect(app.isSandboxed).toBe(true);
    expect(desktop.window.options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      devTools: false,
    });
  });
});
