import type { EventPayload } from '../../shared/ipc/shell-calls.ts';

type LockReason = EventPayload<'lockRequested'>['reason'];

/**
 * Events of the operating system at which somebody else may get the laptop, with what the page is told. Fast
 * user switching (macOS) leaves the screen to another person and counts as a locked screen.
 */
export const LOCK_EVENTS = {
  suspend: 'suspend',
  'lock-screen': 'screen-lock',
  'user-did-resign-active': 'screen-lock',
  shutdown: 'shutdown',
} as const satisfies Readonly<Record<string, LockReason>>;
