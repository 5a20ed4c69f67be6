import { describe, expect, it } from 'vitest';
import { Role } from '../domain/role.ts';
import {
  ACTIONS,
  ACTION_SCOPES,
  DEVICE_ACTIONS,
  GIVEABLE_ACTIONS,
  PERMISSIONS,
} from './permissions.ts';

/** The table written out a second time: a change of who may do what, and how far, must be meant. */
const EXPECTED: Readonly<Record<string, string>> = {
  'registrant.enrol': 'areas: enumerator',
  'registrant.find': 'own: enumerator supervisor',
  'batch.send': 'own: device',
  'decision.read-own': 'own: enumerator device',
  'record.review': 'areas: supervisor',
  'decision.write': 'areas: supervisor',
  'device.read': 'areas: administrator auditor',
  'device.revoke': 'areas: administrator',
  'device.order': 'areas: administrator',
  'lease.renew': 'areas: administrator',
  'lease.read-own': 'own: device',
  'provisioning.approve': 'areas: administrator',
  'programme.read':
    'programme: enumerator supervisor administrator key-officer auditor registry-officer device',
  'programme.publish': 'programme: administrator',
  'recovery.request': 'own: device',
  'recovery.answer': 'areas: administrator key-officer',
  'audit.checkpoint':
    'programme: enumerator supervisor administrator key-officer auditor registry-officer device',
  'audit.read': 'programme: administrator auditor',
};

/** What nobody but an administrator may do, and no role of a programme's own may be given. */
const KEPT = [
  'device.revoke',
  'device.order',
  'lease.renew',
  'provisioning.approve',
  'programme.publish',
];

describe('permissions', () => {
  it.each([...ACTIONS])('%s belongs to exactly the roles meant', (action) => {
    const roles = [...Role.values].filter((role) => PERMISSIONS[role].includes(action));
    const holders = DEVICE_ACTIONS.includes(action) ? [...roles, 'device'] : roles;
    expect(`${ACTION_SCOPES[action]}: ${holders.join(' ')}`).toBe(EXPECTED[action]);
  });

  it('name no action that does not exist', () => {
    const named = [...Object.values(PERMISSIONS).flat(), ...DEVICE_ACTIONS, ...GIVEABLE_ACTIONS];
    expect(named.filter((action) => !ACTIONS.includes(action))).toEqual([]);
    expect(Object.keys(EXPECTED)).toEqual([...ACTIONS]);
    expect(Object.keys(ACTION_SCOPES).sort()).toEqual([...ACTIONS].sort());
  });

  it('give away nothing that administrators keep, nor what is a key officer’s or a device’s alone', () => {
    const alone = DEVICE_ACTIONS.filter(
      (action) => !Object.values(PERMISSIONS).flat().includes(action),
    );
    const kept: readonly string[] = [...KEPT, 'recovery.answer', ...alone];
    expect(GIVEABLE_ACTIONS.filter((action) => kept.includes(action))).toEqual([]);
    expect([...GIVEABLE_ACTIONS, ...kept].sort()).toEqual([...ACTIONS].sort());
  });
});
