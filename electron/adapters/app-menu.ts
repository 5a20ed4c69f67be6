import { Menu } from 'electron';

/**
 * No menu: its entries would reload, zoom out of shape and open tools. macOS takes copy and paste from the menu
 * alone, so it keeps those.
 */
export function setAppMenu(platform: NodeJS.Platform): void {
  if (platform !== 'darwin') {
    Menu.setApplicationMenu(null);
    return;
  }
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }]),
  );
}
