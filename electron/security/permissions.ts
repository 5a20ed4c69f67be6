/**
 * What the page may ask of Chromium. Every name Electron 45 knows is here with its reason; a name that
 * is not here is denied as well. Granting needs the app's exact origin and its main frame besides.
 */
export interface PermissionRule {
  readonly granted: boolean;
  readonly reason: string;
}

const UNUSED: PermissionRule = { granted: false, reason: 'No screen of ours uses it.' };
const SENSOR: PermissionRule = { granted: false, reason: 'Would tell more than a form asks.' };
const HARDWARE: PermissionRule = {
  granted: false,
  reason: 'Readers act as keyboards; raw device access is a way out of the sandbox.',
};
const BACKGROUND: PermissionRule = {
  granted: false,
  reason: 'Work ends with the window: a locked vault does nothing.',
};
const SERVER_NEARBY: PermissionRule = {
  granted: true,
  reason:
    'The server may stand in the same office or on this laptop; connect-src limits it to that one.',
};

export const PERMISSIONS = {
  ar: UNUSED,
  'automatic-fullscreen': UNUSED,
  'background-fetch': BACKGROUND,
  'background-sync': BACKGROUND,
  'captured-surface-control': UNUSED,
  'clipboard-read': { granted: false, reason: 'What others copied is not ours to read.' },
  'clipboard-sanitized-write': {
    granted: false,
    reason: 'The app never fills the clipboard: personal data would outlive the lock.',
  },
  'deprecated-sync-clipboard-read': {
    granted: false,
    reason: 'What others copied is not ours to read.',
  },
  'display-capture': { granted: false, reason: 'The screen shows personal data.' },
  fileSystem: { granted: false, reason: 'Files are saved by the shell, opened by a file field.' },
  fullscreen: UNUSED,
  geolocation: SENSOR,
  'geolocation-approximate': SENSOR,
  'hand-tracking': UNUSED,
  hid: HARDWARE,
  'idle-detection': { granted: false, reason: 'The app counts idle time of its own window only.' },
  keyboardLock: UNUSED,
  'local-fonts': { granted: false, reason: 'Fonts come with the app; a list of fonts identifies.' },
  'local-network': SERVER_NEARBY,
  'local-network-access': SERVER_NEARBY,
  'loopback-network': SERVER_NEARBY,
  media: { granted: true, reason: 'Camera for photos and codes; the microphone stays denied.' },
  mediaKeySystem: UNUSED,
  midi: HARDWARE,
  midiSysex: HARDWARE,
  nfc: HARDWARE,
  notifications: { granted: false, reason: 'Notifications show over the lock screen.' },
  openExternal: { granted: false, reason: 'Links go through the list of allowed hosts.' },
  'payment-handler': UNUSED,
  'periodic-background-sync': BACKGROUND,
  'persistent-storage': {
    granted: true,
    reason: 'The browser must not clear records away when the disk gets full.',
  },
  pointerLock: UNUSED,
  'screen-wake-lock': UNUSED,
  sensors: SENSOR,
  serial: HARDWARE,
  'smart-card': HARDWARE,
  'speaker-selection': UNUSED,
  'storage-access': UNUSED,
  'system-wake-lock': UNUSED,
  'top-level-storage-access': UNUSED,
  usb: HARDWARE,
  vr: UNUSED,
  'web-app-installation': UNUSED,
  'web-printing': { granted: false, reason: 'Printing goes through the print dialog.' },
  'window-management': UNUSED,
  unknown: { granted: false, reason: 'What has no name has no reason.' },
} as const satisfies Readonly<Record<string, PermissionRule>>;

/** Who asks, and for which kinds of media where that applies. */
export interface PermissionAsker {
  readonly isMainFrame: boolean;
  readonly origin: string | null;
  readonly mediaTypes: readonly string[];
}

/** Whether `asker` gets `permission`. Unknown names, other origins and subframes get nothing. */
export function isPermitted(
  permission: string,
  asker: PermissionAsker,
  appOrigin: string,
): boolean {
  const rule = Object.hasOwn(PERMISSIONS, permission)
    ? PERMISSIONS[permission as keyof typeof PERMISSIONS]
    : PERMISSIONS.unknown;
  if (!rule.granted || !asker.isMainFrame || asker.origin !== appOrigin) return false;
  // A request for camera and microphone together is denied whole.
  return permission !== 'media' || asker.mediaTypes.every((type) => type === 'video');
}
