import type { Action } from '../../shared/access/permissions.ts';
import type { ScreenName } from './router.ts';

/** Screens of somebody who may do these things, the start screen first. */
export function screensFor(may: (action: Action) => boolean): readonly ScreenName[] {
  const screens: ScreenName[] = [];
  if (may('record.review')) screens.push('review');
  if (may('provisioning.approve') || may('device.read') || may('recovery.answer')) {
    screens.push('admin');
  }
  if (may('provisioning.approve')) screens.push('people', 'roles');
  if (may('registrant.find')) screens.push('home');
  if (may('registrant.enrol')) screens.push('enrol', 'import');
  // Every laptop can carry for others.
  return [...screens, 'sync', 'settings'];
}
