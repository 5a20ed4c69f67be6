import { may } from '../../shared/access/permissions.ts';
import type { Role } from '../../shared/domain/role.ts';
import type { ScreenName } from './router.ts';

/** Screens of a role, the start screen first, by the one permission table. */
export function screensFor(role: Role): readonly ScreenName[] {
  const screens: ScreenName[] = [];
  if (may(role, 'record.review')) screens.push('review');
  if (may(role, 'provisioning.approve')) screens.push('admin');
  if (may(role, 'registrant.find')) screens.push('home');
  if (may(role, 'registrant.enrol')) screens.push('enrol', 'import');
  // Every laptop can carry for others.
  return [...screens, 'sync', 'settings'];
}
