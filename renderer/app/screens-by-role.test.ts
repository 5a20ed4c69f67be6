import { expect, it } from 'vitest';
import { PERMISSIONS } from '../../shared/access/permissions.ts';
import { Role } from '../../shared/domain/role.ts';
import { screensFor } from './screens-by-role.ts';

const EXPECTED: Readonly<Record<Role, string>> = {
  enumerator: 'home enrol import sync settings',
  supervisor: 'review home sync settings',
  administrator: 'admin people roles sync settings',
  'key-officer': 'admin sync settings',
  auditor: 'admin sync settings',
  'registry-officer': 'sync settings',
};

it.each([...Role.values])('%s has the screens of what they may do', (role) => {
  const screens = screensFor((action) => PERMISSIONS[role].includes(action));
  expect(screens.join(' ')).toBe(EXPECTED[role]);
});

it('who is several things has the screens of all', () => {
  const may = [...PERMISSIONS.supervisor, ...PERMISSIONS.enumerator];
  expect(screensFor((action) => may.includes(action)).join(' ')).toBe(
    'review home enrol import sync settings',
  );
});
