/**
 * Names only, no schemas: the sandboxed preload bundles this file and must stay small. The map in
 * `shell-calls.ts` is typed against these lists, so neither can gain a name without the other.
 */

/** Every call the page may make to the desktop shell. */
export const SHELL_CALLS = [
  'capabilities',
  'deviceShare',
  'forgetShares',
  'beginRegistration',
  'finishRegistration',
  'beginAssertion',
  'finishAssertion',
  'forgetCredential',
  'createNativeKey',
  'releaseNativeKey',
  'removeNativeKey',
  'saveFile',
  'print',
  'diskSpace',
] as const;
export type ShellCallName = (typeof SHELL_CALLS)[number];

/** Every event the desktop shell may send to the page. */
export const SHELL_EVENTS = ['lockRequested'] as const;
export type ShellEventName = (typeof SHELL_EVENTS)[number];

/** The one channel of calls: (name, request) -> Outcome. One, so that the router itself refuses unknown names. */
export const CALL_CHANNEL = 'fieldseal:call';
/** The one channel of events: (name, payload). */
export const EVENT_CHANNEL = 'fieldseal:event';
/** Name of the API on the page's `window`. */
export const API_KEY = 'fieldseal';

export type ListenerName<Name extends string = ShellEventName> = `on${Capitalize<Name>}`;

/** Name under which the page subscribes to an event: `lockRequested` -> `onLockRequested`. */
export function listenerName<Name extends ShellEventName>(event: Name): ListenerName<Name> {
  return `on${event.charAt(0).toUpperCase()}${event.slice(1)}` as ListenerName<Name>;
}
