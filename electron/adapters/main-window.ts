import { BrowserWindow, screen } from 'electron';
import path from 'node:path';
import { windowPreferences } from '../security/web-preferences.ts';
import type { Logger } from '../services/logger.ts';
import { createReloadLimit } from '../services/reload-limit.ts';
import { MINIMUM_SIZE, loadWindowState, saveWindowState } from '../services/window-state.ts';

export interface MainWindowOptions {
  readonly origin: string;
  readonly preload: string;
  readonly isPackaged: boolean;
  readonly dataFolder: string;
  readonly logger: Logger;
  /** Told the id of the window's web contents before anything is loaded into it, and when it is gone. */
  readonly onOpened: (webContentsId: number) => void;
  readonly onClosed: (webContentsId: number) => void;
}

/** Opens the app's one window where it was left, and shows it once it has something to show. */
export async function openMainWindow(options: MainWindowOptions): Promise<BrowserWindow> {
  const stateFile = path.join(options.dataFolder, 'window.json');
  const workAreas = screen.getAllDisplays().map((display) => display.workArea);
  const { x, y, width, height, isMaximized } = await loadWindowState(stateFile, workAreas);
  const window = new BrowserWindow({
    ...(x === undefined || y === undefined ? {} : { x, y }),
    width,
    height,
    minWidth: MINIMUM_SIZE.width,
    minHeight: MINIMUM_SIZE.height,
    show: false,
    webPreferences: { ...windowPreferences(options.preload, options.isPackaged) },
  });
  const webContentsId = window.webContents.id;
  options.onOpened(webContentsId);
  window.once('ready-to-show', () => {
    if (isMaximized) window.maximize();
    window.show();
  });
  window.on('close', () => {
    void saveWindowState(stateFile, window.getNormalBounds(), window.isMaximized());
  });
  window.on('closed', () => options.onClosed(webContentsId));
  reloadAfterCrash(window, options.logger);
  await window.loadURL(`${options.origin}/`);
  return window;
}

/** Drafts are saved at each answer, so a fresh page loses nothing; the vault in it is locked. */
function reloadAfterCrash(window: BrowserWindow, logger: Logger): void {
  const mayReload = createReloadLimit(() => Date.now());
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    logger.log('error', 'page gone', { reason });
    if (reason !== 'clean-exit' && !window.isDestroyed() && mayReload()) {
      window.webContents.reload();
    }
  });
}
