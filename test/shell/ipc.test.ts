/** Real main process and real preload; Electron itself is stood in for (see electron-stand-in/electron.ts). */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { SHELL_CALLS, listenerName } from '../../shared/ipc/channels.ts';
import {
  APP_ORIGIN,
  SERVER_ORIGIN,
  bootDesktop,
  type BootedDesktop,
} from './electron-stand-in/boot.ts';
import { app, powerMonitor } from './electron-stand-in/electron.ts';

vi.mock('electron', () => import('./electron-stand-in/electron.ts'));

let desktop: BootedDesktop;
beforeAll(async () => {
  desktop = await bootDesktop();
});
afterAll(() => desktop.close());

function call(name: string, request?: unknown): Promise<unknown> {
  return desktop.page.evaluate(
    async ([callName, argument]) => await window.fieldseal[callName]?.(argument),
    [name, request] as const,
  );
}

describe('the preload', () => {
  test('gives the page one function per call and event of the map, and nothing else', async () => {
    const shape = await desktop.page.evaluate(() => ({
      kinds: Object.entries(window.fieldseal).map(([name, value]) => [name, typeof value]),
      isFrozen: Object.isFrozen(window.fieldseal),
      leaks: [
        'require',
        'process',
        'ipcRenderer',
        'electron',
        'module',
        'Buffer',
        'standInInvoke',
      ].filter((name) => name in window),
    }));
    const names = [...SHELL_CALLS, listenerName('lockRequested')];
    expect(shape.kinds).toEqual(names.map((name) => [name, 'function']));
    expect(shape.isFrozen).toBe(true);
    expect(shape.leaks).toEqual([]);
  });

  test('takes nothing but a function as a listener', async () => {
    const refusal = await desktop.page.evaluate(() => {
      try {
        window.fieldseal['onLockRequested']('not a function' as never);
        return 'ACCEPTED';
      } catch (error) {
        return String(error);
      }
    });
    expect(refusal).toContain('a listener is a function');
  });
});

describe('calls', () => {
  test('say what the host can do', async () => {
    expect(await call('capabilities')).toEqual({
      ok: true,
      value: {
        relyingParty: { rpId: 'app.fieldseal.example', origin: APP_ORIGIN },
        gatedUnlock: true,
        nativeBound: false,
        keystore: 'os-keychain',
        files: true,
        print: true,
        appVersion: '0.0.0-stand-in',
        serverOrigin: SERVER_ORIGIN,
      },
    });
  });

  test('release the same 32-byte device share each time, also to calls at once', async () => {
    const shares = await desktop.page.evaluate(async () => {
      const outcomes = await Promise.all([1, 2, 3].map(() => window.fieldseal.deviceShare()));
      return outcomes.map((outcome) => (outcome.ok ? Array.from(outcome.value) : []));
    });
    expect(shares.map((share) => share.length)).toEqual([32, 32, 32]);
    expect(new Set(shares.map(String)).size).toBe(1);
  });

  test.each([
    ['deviceShare', { extra: true }],
    ['beginAssertion', undefined],
    ['beginAssertion', { operatorId: '../../etc/passwd' }],
    ['beginAssertion', { operatorId: 'x'.repeat(200) }],
    ['finishAssertion', { operatorId: 'op-1', response: null }],
    ['saveFile', { suggestedName: '../evil.fsbatch', bytes: [1, 2] }],
    ['saveFile', 'text'],
  ])('%s with arguments that do not parse is refused', async (name, request) => {
    expect(await call(name, request)).toMatchObject({
      ok: false,
      error: { code: 'shell.arguments-invalid' },
    });
  });

  test('save a file whole where the user says, and say when the user cancelled', async () => {
    const save = () =>
      desktop.page.evaluate(() =>
        window.fieldseal.saveFile({
          suggestedName: 'batch-1.fsbatch',
          bytes: new Uint8Array([1, 2, 250]),
        }),
      );
    desktop.host.savePath = null;
    expect(await save()).toEqual({ ok: true, value: false });
    const target = path.join(desktop.host.userData, 'stick.fsbatch');
    desktop.host.savePath = target;
    expect(await save()).toEqual({ ok: true, value: true });
    expect([...fs.readFileSync(target)]).toEqual([1, 2, 250]);
    desktop.host.savePath = path.join(desktop.host.userData, 'no-such-folder/x.fsbatch');
    expect(await save()).toMatchObject({
      ok: false,
      error: { code: 'shell.file-failed', details: { code: 'ENOENT' } },
    });
  });

  test('tell the room on the disk that holds the data', async () => {
    const answer = await call('diskSpace');
    const { bavail, bsize } = fs.statfsSync(desktop.host.userData);
    const free = (answer as { value: { freeBytes: number } }).value.freeBytes;
    // Others write meanwhile: the order of magnitude tells that it is this disk.
    expect(free / (bavail * bsize)).toBeCloseTo(1, 1);
  });

  test('print the window that asked', async () => {
    expect(await call('print')).toMatchObject({ ok: true });
    expect(desktop.host.prints).toEqual([desktop.window.webContents.id]);
  });

  test('are refused on a keychain that is none, with nothing released and the entry kept', async () => {
    const folder = path.join(desktop.host.userData, 'keychain');
    const before = fs.readFileSync(path.join(folder, 'device-share.json'), 'utf8');
    desktop.host.keychainBackend = 'basic_text';
    expect(await call('deviceShare')).toEqual({
      ok: false,
      error: {
        code: 'shell.keychain-unavailable',
        retryable: false,
        details: { backend: 'basic_text' },
      },
    });
    expect(await call('capabilities')).toMatchObject({ ok: true, value: { gatedUnlock: false } });
    desktop.host.keychainBackend = 'gnome_libsecret';
    expect(fs.readFileSync(path.join(folder, 'device-share.json'), 'utf8')).toBe(before);
    expect(await call('deviceShare')).toMatchObject({ ok: true });
  });
});

describe('what did not come from the app’s page', () => {
  /** Calls the transport as a compromised page would: any name, from any frame. */
  async function invoke(
    frameUrl: string | null,
    parent: object | null,
    name: unknown,
  ): Promise<unknown> {
    const handler = desktop.host.invokeHandlers.get('fieldseal:call');
    const senderFrame = frameUrl === null ? null : { url: frameUrl, parent };
    return await handler?.({ sender: desktop.window.webContents, senderFrame }, name, undefined);
  }

  test.each(['noSuchCall', 'toString', '__proto__', '', 7, null, undefined, ['deviceShare']])(
    'an unknown name is refused: %j',
    async (name) => {
      expect(await invoke(`${APP_ORIGIN}/`, null, name)).toMatchObject({
        ok: false,
        error: { code: 'shell.channel-unknown' },
      });
    },
  );

  test.each([
    ['another origin', 'https://evil.example/', null],
    ['an origin that starts alike', `${APP_ORIGIN}.evil.example/`, null],
    ['another port', `${APP_ORIGIN}:444/`, null],
    ['plain http', 'http://app.fieldseal.example/', null],
    ['a blob', `blob:${APP_ORIGIN}/x`, null],
    ['an empty page', 'about:blank', null],
    ['a subframe of the same origin', `${APP_ORIGIN}/`, {}],
    ['a frame that is gone', null, null],
  ])('%s is refused', async (_title, url, parent) => {
    expect(await invoke(url, parent, 'deviceShare')).toEqual({
      ok: false,
      error: { code: 'shell.sender-refused', retryable: false, details: {} },
    });
  });

  test('a window that is not ours is refused', async () => {
    const handler = desktop.host.invokeHandlers.get('fieldseal:call');
    const senderFrame = { url: `${APP_ORIGIN}/`, parent: null };
    expect(
      await handler?.({ sender: { id: 9999 }, senderFrame }, 'deviceShare', undefined),
    ).toMatchObject({ ok: false, error: { code: 'shell.sender-refused' } });
  });

  test('a real subframe with a preload of its own is refused', async () => {
    const outcome = await desktop.page.evaluate(async () => {
      const frame = document.body.appendChild(document.createElement('iframe'));
      const api = frame.contentWindow?.fieldseal;
      const answer = await api?.deviceShare();
      frame.remove();
      return answer;
    });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'shell.sender-refused' } });
  });
});

describe('lock requests', () => {
  test.each([
    ['suspend', 'suspend'],
    ['lock-screen', 'screen-lock'],
    ['user-did-resign-active', 'screen-lock'],
    ['shutdown', 'shutdown'],
  ])('%s reaches the page as %s', async (event, reason) => {
    const heard = desktop.page.evaluate(
      () =>
        new Promise<unknown>((resolve) => {
          const stop = window.fieldseal.onLockRequested((payload) => {
            stop();
            resolve(payload);
          });
          document.body.dataset['listening'] = 'yes';
        }),
    );
    await desktop.page.locator('body[data-listening=yes]').waitFor();
    await desktop.page.evaluate(() => delete document.body.dataset['listening']);
    powerMonitor.emit(event);
    expect(await heard).toEqual({ reason });
  });
});

describe('the log', () => {
  test('tells codes and nothing the page sent', () => {
    const lines = desktop.log();
    expect(lines).toContain('"code":"shell.arguments-invalid"');
    expect(lines).not.toMatch(/passwd|op-1|evil\.fsbatch|xxxx/u);
  });
});

describe('a second start', () => {
  test('shows the window of the first', () => {
    app.emit('second-instance');
    expect(desktop.window.isFocusedNow).toBe(true);
  });
});

describe('quitting', () => {
  test('refuses new calls and then ends', async () => {
    app.quit();
    expect(await call('capabilities')).toMatchObject({
      ok: false,
      error: { code: 'shell.shutting-down' },
    });
    await vi.waitFor(() => expect(desktop.host.quits).toBe(1));
  });
});
