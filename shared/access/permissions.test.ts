import { describe, expect, it } from 'vitest';
import { Role } from '../domain/role.ts';
import { ACTIONS, DEVICE_ACTIONS, PERMISSIONS, may } from './permissions.ts';

/** The table written out a second time: a change of who may do what must be meant. */
const EXPECTED: Readonly<Record<string, string>> = {
  'registrant.enrol': 'enumerator',
  'registrant.find': 'enumerator supervisor',
  'batch.send': 'device',
  'decision.read-own': 'enumerator device',
  'record.review': 'supervisor',
  'decision.write': 'supervisor',
  'device.read': 'administrator',
  'device.revoke': 'administrator',
  'lease.renew': 'administrator',
  'lease.read-own': 'device',
  'provisioning.approve': 'administrator',
  'programme.read': 'enumerator supervisor administrator device',
  'programme.publish': 'administrator',
  'recovery.request': 'device',
  'recovery.answer': 'administrator',
  'audit.checkpoint': 'enumerator supervisor administrator device',
  'audit.read': 'administrator',
};

describe('permissions', () => {
  it.each([...ACTIONS])('%s belongs to exactly the roles meant', (action) => {
    const roles = [...Role.values].filter((role) => may(role, action));
    const holders = DEVICE_ACTIONS.includes(action) ? [...roles, 'device'] : roles;
    expect(holders.join(' ')).toBe(EXPECTED[action]);
  });

  it('name no action that does not exist', () => {
    const named = [...Object.values(PERMISSIONS).flat(), ...DEVICE_ACTIONS];
    expect(named.filter((action) => !ACTIONS.includes(action))).toEqual([]);
    expect(Object.keys(EXPECTED)).toEqual([...ACTIONS]);
  });
});
