/**
 * A STAND-IN for the module `electron`, for tests on machines without its runtime: the real main process runs under
 * Node, its windows are pages of the system's Chromium. It has what our code uses, shaped like Electron 45's types.
 * A test that passes here has not run in Electron.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import path from 'node:path';
import { StandInContents } from './contents.ts';
import { host, type Host, type InvokeHandler } from './host.ts';

const KEYCHAIN_KEY = randomBytes(32);
const IV_BYTES = 12;
const TAG_BYTES = 16;

class StandInApp extends EventEmitter {
  readonly isPackaged = true;
  isSandboxed = false;
  requestSingleInstanceLock(): boolean {
    return host().isFirstInstance;
  }
  enableSandbox(): void {
    this.isSandboxed = true;
  }
  whenReady(): Promise<void> {
    return Promise.resolve();
  }
  getAppPath(): string {
    return host().appFolder;
  }
  getPath(name: string): string {
    return name === 'userData' ? host().userData : path.join(host().userData, name);
  }
  getVersion(): string {
    return '0.0.0-stand-in';
  }
  /** Like Electron's: `before-quit` may put it off. */
  quit(): void {
    const event = {
      defaultPrevented: false,
      preventDefault: () => (event.defaultPrevented = true),
    };
    this.emit('before-quit', event);
    if (!event.defaultPrevented) host().quits += 1;
  }
  exit(code: number): void {
    host().exits.push(code);
    this.emit('stand-in-exit');
  }
}
export const app = new StandInApp();

export class BrowserWindow extends EventEmitter {
  readonly webContents: StandInContents;
  readonly options: { readonly webPreferences: { readonly preload: string } };
  isFocusedNow = false;

  constructor(options: { readonly webPreferences: { readonly preload: string } }) {
    super();
    this.options = options;
    this.webContents = new StandInContents(options.webPreferences.preload);
    host().contents.set(this.webContents.id, this.webContents);
    app.emit('web-contents-created', {}, this.webContents);
    app.emit('stand-in-window', this);
  }
  static getFocusedWindow(): BrowserWindow | null {
    return null;
  }
  async loadURL(url: string): Promise<void> {
    await this.webContents.loadURL(url);
    this.emit('ready-to-show');
    app.emit('stand-in-loaded');
  }
  show(): void {}
  maximize(): void {}
  restore(): void {}
  focus(): void {
    this.isFocusedNow = true;
  }
  isMinimized(): boolean {
    return false;
  }
  isMaximized(): boolean {
    return false;
  }
  isDestroyed(): boolean {
    return false;
  }
  getNormalBounds(): object {
    return { x: 0, y: 0, width: 1280, height: 860 };
  }
}

export const webContents = {
  fromId: (id: number) => host().contents.get(id),
};

export const ipcMain = {
  handle: (channel: string, handler: InvokeHandler) => host().invokeHandlers.set(channel, handler),
};

export const protocol = {
  handle: (scheme: string, handler: (request: Request) => Response | Promise<Response>) =>
    host().protocolHandlers.set(scheme, handler),
};

export const net = {
  fetch: (request: Request, options: { readonly bypassCustomProtocolHandlers?: boolean }) => {
    if (options.bypassCustomProtocolHandlers !== true)
      throw new Error('would call itself for ever');
    return host().networkFetch(request);
  },
};

class StandInSession extends EventEmitter {
  readonly webRequest = {
    onBeforeRequest: (_filter: unknown, listener: NonNullable<Host['beforeRequest']>) => {
      host().beforeRequest = listener;
    },
  };
  setPermissionRequestHandler(handler: NonNullable<Host['permissionRequest']>): void {
    host().permissionRequest = handler;
  }
  setPermissionCheckHandler(handler: NonNullable<Host['permissionCheck']>): void {
    host().permissionCheck = handler;
  }
  setDevicePermissionHandler(handler: NonNullable<Host['devicePermission']>): void {
    host().devicePermission = handler;
  }
  setDisplayMediaRequestHandler(handler: NonNullable<Host['displayMedia']>): void {
    host().displayMedia = handler;
  }
}
export const session = { defaultSession: new StandInSession() };

export const powerMonitor = new EventEmitter();

/** A keychain that says what it is: a key of this test run, in memory. */
export const safeStorage = {
  isAsyncEncryptionAvailable: () => Promise.resolve(true),
  getSelectedStorageBackend: () => host().keychainBackend,
  encryptStringAsync(text: string): Promise<Buffer> {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', KEYCHAIN_KEY, iv);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Promise.resolve(Buffer.concat([iv, cipher.getAuthTag(), sealed]));
  },
  async decryptStringAsync(
    sealed: Buffer,
  ): Promise<{ readonly result: string; readonly shouldReEncrypt: boolean }> {
    const decipher = createDecipheriv('aes-256-gcm', KEYCHAIN_KEY, sealed.subarray(0, IV_BYTES));
    decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    const text = decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES));
    return {
      result: Buffer.concat([text, decipher.final()]).toString('utf8'),
      shouldReEncrypt: false,
    };
  },
};

export const dialog = {
  showSaveDialog: () => {
    const { savePath } = host();
    return Promise.resolve({ canceled: savePath === null, filePath: savePath ?? '' });
  },
};

export const shell = {
  openExternal: (url: string) => Promise.resolve(host().openedExternally.push(url)),
};

export const Menu = { setApplicationMenu: () => undefined, buildFromTemplate: () => ({}) };

export const screen = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
};
