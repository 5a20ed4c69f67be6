import { BrowserWindow, app, dialog, webContents } from 'electron';
import path from 'node:path';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { ChooseSavePath } from '../services/files.ts';

/** What Electron reports when the user closes the print dialog; that is no failure. */
const PRINT_CANCELLED = /cancell?ed/iu;

/** The system's save dialog, over the window in front, starting in the user's documents. */
export const chooseSavePath: ChooseSavePath = async ({ name, extension }) => {
  const options = {
    defaultPath: path.join(app.getPath('documents'), name),
    filters: [{ name: extension, extensions: [extension] }],
  };
  const owner = BrowserWindow.getFocusedWindow();
  const chosen = await (owner === null
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(owner, options));
  return chosen.canceled ? null : chosen.filePath;
};

/**
 * Opens the system's print dialog for a window; settles when printing was handed over or the user cancelled.
 * @throws FieldsealError `shell.internal` when there is nothing to print with.
 */
export function printContents(webContentsId: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const contents = webContents.fromId(webContentsId);
    if (contents === undefined) {
      reject(new FieldsealError('shell.internal'));
      return;
    }
    contents.print({ silent: false, printBackground: true }, (success, failureReason) => {
      if (success || PRINT_CANCELLED.test(failureReason)) resolve();
      else reject(new FieldsealError('shell.internal'));
    });
  });
}
