import type { BrowserContext, Page } from 'playwright-core';

/** What the network and the tests ask of a window's contents. */
export interface HostContents {
  readonly id: number;
  /** What the window-open handler says to `url`. */
  askToOpen(url: string): string;
  /** Whether a frame may go to `url`. */
  mayNavigate(url: string, isMainFrame: boolean): Promise<boolean>;
}

/** A handler of `ipcMain`: an event and the arguments. */
export type InvokeHandler = (event: unknown, ...args: readonly unknown[]) => unknown;
type PermissionDetails = Readonly<Record<string, unknown>>;

/** What a test sets up before the main process starts, and what it looks at afterwards. */
export interface Host {
  readonly context: BrowserContext;
  readonly worlds: { readonly main: string; readonly isolated: string };
  readonly appFolder: string;
  readonly userData: string;
  /** False: another process holds the lock of the single instance. */
  readonly isFirstInstance: boolean;
  readonly contents: Map<number, HostContents>;
  readonly contentsByPage: Map<Page, HostContents>;
  readonly invokeHandlers: Map<string, InvokeHandler>;
  readonly protocolHandlers: Map<string, (request: Request) => Response | Promise<Response>>;
  /** Answers `net.fetch`. */
  networkFetch: (request: Request) => Promise<Response>;
  keychainBackend: string;
  /** What the user picks in the save dialog; null: cancels. */
  savePath: string | null;
  readonly exits: number[];
  quits: number;
  readonly openedExternally: string[];
  readonly prints: number[];
  readonly popupUrls: string[];
  permissionRequest?: (
    contents: unknown,
    permission: string,
    callback: (granted: boolean) => void,
    details: PermissionDetails,
  ) => void;
  permissionCheck?: (
    contents: unknown,
    permission: string,
    origin: string,
    details: PermissionDetails,
  ) => boolean;
  devicePermission?: (details: unknown) => boolean;
  displayMedia?: (request: unknown, callback: (streams: unknown) => void) => void;
  beforeRequest?: (
    details: { readonly url: string },
    callback: (answer: { readonly cancel?: boolean }) => void,
  ) => void;
}

let current: Host | undefined;

/** The host of the test that runs; each test file has one. */
export function host(): Host {
  if (current === undefined) throw new Error('no stand-in host: call bootDesktop first');
  return current;
}

export function setHost(next: Host): void {
  current = next;
}
