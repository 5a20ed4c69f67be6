import type { Session } from 'electron';
import type { DesktopConfig } from '../config.ts';
import { isAllowedRequest, originOf } from '../security/navigation.ts';
import { isPermitted } from '../security/permissions.ts';
import type { Logger } from '../services/logger.ts';

/** Every request that leaves for a network, whatever started it. */
const NETWORK = { urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*'] };

/** Permissions by the table, devices and screens never, network only where the app lives, no downloads. */
export function guardSession(session: Session, config: DesktopConfig, logger: Logger): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    const mediaTypes = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    const { isMainFrame, requestingUrl } = details;
    const asker = { isMainFrame, origin: originOf(requestingUrl), mediaTypes };
    const granted = isPermitted(permission, asker, config.origin);
    if (!granted) logger.log('warn', 'permission denied', { permission });
    callback(granted);
  });
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin, details) => {
    const mediaTypes = details.mediaType === undefined ? [] : [details.mediaType];
    const asker = {
      isMainFrame: details.isMainFrame,
      origin: originOf(requestingOrigin),
      mediaTypes,
    };
    return isPermitted(permission, asker, config.origin);
  });
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => callback(null));
  session.webRequest.onBeforeRequest(NETWORK, ({ url }, callback) => {
    const cancel = !isAllowedRequest(url, config.origin, config.serverOrigin);
    if (cancel) logger.log('warn', 'request blocked', { origin: originOf(url) ?? 'none' });
    callback({ cancel });
  });
  session.on('will-download', (event) => {
    logger.log('warn', 'download blocked');
    event.preventDefault();
  });
}
