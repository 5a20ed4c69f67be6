import { app, shell, type Event } from 'electron';
import { EXTERNAL_HOSTS, isExternalLink, isOwnPage, originOf } from '../security/navigation.ts';
import type { Logger } from '../services/logger.ts';

/** Limits every web contents that is ever made, ours or not: it stays on the app's page and opens no window. */
export function guardAllContents(appOrigin: string, logger: Logger): void {
  const deny = (event: Event, reason: string, url: string): void => {
    event.preventDefault();
    logger.log('warn', 'navigation blocked', { event: reason, origin: originOf(url) ?? 'none' });
  };
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (!isOwnPage(event.url, event.isMainFrame, appOrigin)) deny(event, 'navigate', event.url);
    });
    contents.on('will-frame-navigate', (event) => {
      if (!isOwnPage(event.url, event.isMainFrame, appOrigin)) deny(event, 'frame', event.url);
    });
    // Nothing of ours redirects, so whatever does is not ours.
    contents.on('will-redirect', (event) => deny(event, 'redirect', event.url));
    contents.on('will-attach-webview', (event) => deny(event, 'webview', ''));
    contents.setWindowOpenHandler(({ url }) => {
      if (isExternalLink(url, EXTERNAL_HOSTS)) void shell.openExternal(url);
      else logger.log('warn', 'window blocked', { origin: originOf(url) ?? 'none' });
      return { action: 'deny' };
    });
  });
}
