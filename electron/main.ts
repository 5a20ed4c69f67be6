/** The desktop shell's start: joins the services to Electron, in the order that leaves no gap. */
import { app, net, protocol, session, type BrowserWindow } from 'electron';
import path from 'node:path';
import { setAppMenu } from './adapters/app-menu.ts';
import { sendEvent, serveCalls } from './adapters/call-transport.ts';
import { guardAllContents } from './adapters/contents-guards.ts';
import { chooseSavePath, printContents } from './adapters/dialogs.ts';
import { openMainWindow } from './adapters/main-window.ts';
import { onLockEvent } from './adapters/power.ts';
import { createSafeStorageCipher } from './adapters/safe-storage.ts';
import { guardSession } from './adapters/session-guards.ts';
import { readConfig } from './config.ts';
import { createHandlers } from './ipc/handlers.ts';
import { createCallRouter, type CallRouter } from './ipc/router.ts';
import { isTrustedSender } from './ipc/sender.ts';
import { createAppProtocol } from './protocol/app-protocol.ts';
import { readBundle } from './protocol/bundle.ts';
import { createChallenges } from './services/challenges.ts';
import { createDeviceShare } from './services/device-share.ts';
import { readDiskSpace } from './services/disk-space.ts';
import { createGatedCredentialStore } from './services/gated-credentials.ts';
import { createKeychain } from './services/keychain.ts';
import { createFileLogger, errorName } from './services/logger.ts';
import { chooseNativeKeys } from './services/native-keys/choose-native-keys.ts';
import { createRelyingPartyService } from './services/relying-party.ts';

const SHUTDOWN_LIMIT_MS = 5_000;

// Written out in full: the build puts its constants in place of exactly these.
const config = readConfig({
  rpDomain: process.env['FIELDSEAL_RP_DOMAIN'],
  serverOrigin: process.env['FIELDSEAL_SERVER_ORIGIN'],
});
const dataFolder = app.getPath('userData');
const logger = createFileLogger(path.join(dataFolder, 'logs'));
const ourWebContents = new Set<number>();
let mainWindow: BrowserWindow | undefined;

function createRouter(): CallRouter {
  const keychain = createKeychain(
    path.join(dataFolder, 'keychain'),
    createSafeStorageCipher(process.platform),
  );
  const handlers = createHandlers({
    config,
    appVersion: app.getVersion(),
    keychain,
    deviceShare: createDeviceShare(keychain),
    relyingParty: createRelyingPartyService({
      party: { rpId: config.rpId, origin: config.origin },
      challenges: createChallenges(() => performance.now()),
      credentials: createGatedCredentialStore(keychain),
    }),
    // Beside the archive that the app runs from: its helper program can't be started inside it.
    nativeKeys: chooseNativeKeys(process.platform, path.dirname(app.getAppPath())),
    chooseSavePath,
    diskSpace: () => readDiskSpace(dataFolder),
    print: printContents,
  });
  const isTrusted = (sender: Parameters<typeof isTrustedSender>[0]): boolean =>
    isTrustedSender(sender, ourWebContents, config.origin);
  return createCallRouter({ handlers, isTrusted, logger });
}

async function start(): Promise<void> {
  guardSession(session.defaultSession, config, logger);
  protocol.handle(
    'https',
    createAppProtocol({
      origin: config.origin,
      serverOrigin: config.serverOrigin,
      bundle: readBundle(path.join(app.getAppPath(), 'out/renderer')),
      forward: (request) => net.fetch(request, { bypassCustomProtocolHandlers: true }),
    }),
  );
  const router = createRouter();
  serveCalls(router);
  quitInOrder(router);
  onLockEvent((payload) => sendEvent(ourWebContents, 'lockRequested', payload));
  setAppMenu(process.platform);
  mainWindow = await openMainWindow({
    origin: config.origin,
    preload: path.join(app.getAppPath(), 'out/preload/preload.cjs'),
    isPackaged: app.isPackaged,
    dataFolder,
    logger,
    onOpened: (id) => ourWebContents.add(id),
    onClosed: (id) => ourWebContents.delete(id),
  });
  logger.log('info', 'started', { version: app.getVersion() });
}

/** Calls that were begun may end (a file half saved), new ones are refused; then the app quits. */
function quitInOrder(router: CallRouter): void {
  let isDone = false;
  app.on('before-quit', (event) => {
    if (isDone) return;
    event.preventDefault();
    const limit = new Promise((resolve) => setTimeout(resolve, SHUTDOWN_LIMIT_MS));
    void Promise.race([router.shutDown(), limit]).then(() => {
      isDone = true;
      app.quit();
    });
  });
}

function showMainWindow(): void {
  if (mainWindow === undefined || mainWindow.isDestroyed()) return;
  if (mainWindow.isMinimized()) mainWindow.restore();
  mainWindow.focus();
}

// Two processes on one store would each hold keys that the other does not lock.
if (app.requestSingleInstanceLock()) {
  app.enableSandbox();
  guardAllContents(config.origin, logger);
  app.on('second-instance', showMainWindow);
  app.on('window-all-closed', () => app.quit());
  app
    .whenReady()
    .then(start)
    .catch((error: unknown) => {
      logger.log('error', 'start failed', { error: errorName(error) });
      app.exit(1);
    });
} else {
  app.quit();
}
