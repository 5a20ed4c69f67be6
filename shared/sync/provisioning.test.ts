import { describe, expect, it } from 'vitest';
import { undated } from '../domain/assignment.ts';
import { assignmentsOf, grantedRoles, ProvisioningGrant } from './provisioning.ts';

const REST = {
  programmeId: 'programme',
  requestHash: 'a'.repeat(64),
  operatorId: 'op-1',
  operatorName: 'Amina Deng',
  deviceId: 'device',
  deviceCode: 'AB12',
  issuedAt: '2026-11-20T08:00:00.000Z',
  leaseUntil: '2027-01-20T08:00:00.000Z',
  secrets: { enc: new Uint8Array(32), ct: new Uint8Array(32) },
};
const dated = { ...undated('supervisor', ['a']), validUntil: '2026-12-01T00:00:00.000Z' };
const everywhere = { ...undated('auditor', []), areaIds: null };

describe('a grant', () => {
  it.each([
    ['one role without an end', [undated('enumerator', ['a', 'b'])], 1],
    ['a role with an end', [dated], 2],
    ['two roles', [undated('enumerator', ['a']), undated('supervisor', ['b'])], 2],
    ['the whole programme', [everywhere], 2],
    ['a role of the programme’s own', [undated('custom-clerk', ['a'])], 2],
  ])('for %s is written so that an older app can’t take it for more', (_what, list, version) => {
    const grant = ProvisioningGrant.parse({ ...REST, ...grantedRoles(list) });
    expect(grant.formatVersion).toBe(version);
    expect(assignmentsOf(grant)).toEqual(list);
  });

  it.each([
    ['version 1 with assignments', { ...grantedRoles([dated]), formatVersion: 1 }],
    ['version 1 without areas', { formatVersion: 1, role: 'auditor', areaIds: [] }],
    [
      'version 1 of a role of one’s own',
      { ...grantedRoles([undated('custom-a', ['a'])]), formatVersion: 1, assignments: undefined },
    ],
    ['version 2 without assignments', { formatVersion: 2, role: 'auditor', areaIds: ['a'] }],
    ['another first role', { ...grantedRoles([dated]), role: 'administrator' }],
    ['other first areas', { ...grantedRoles([dated]), areaIds: ['a', 'b'] }],
    ['areas beside the whole programme', { ...grantedRoles([everywhere]), areaIds: ['a'] }],
    ['no assignment', { ...grantedRoles([dated]), assignments: [] }],
    [
      'an end before its beginning',
      { ...grantedRoles([dated]), assignments: [{ ...dated, validFrom: dated.validUntil }] },
    ],
  ])('of %s is none', (_what, roles) => {
    expect(ProvisioningGrant.safeParse({ ...REST, ...roles }).success).toBe(false);
  });
});
