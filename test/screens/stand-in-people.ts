import type { OperatorSummary, Session } from '../../renderer/vault/vault-api.ts';
import { holdAssignments } from '../../shared/access/held-assignment.ts';
import { undated, type Assignment } from '../../shared/domain/assignment.ts';
import type { Role } from '../../shared/domain/role.ts';
import { SAMPLE_PROGRAMME } from './sample-programme.ts';
import type { StandInOptions } from './stand-in-options.ts';

const DAY_MS = 86_400_000;

function ago(days: number): string {
  return new Date(Date.now() - days * DAY_MS).toISOString();
}

const NAMES: Readonly<Record<Role, string>> = {
  enumerator: 'Amina Deng',
  supervisor: 'Joseph Lado',
  administrator: 'Ruth Akol',
  'key-officer': 'Omar Haddad',
  auditor: 'Mei Tanaka',
  'registry-officer': 'Samuel Wani',
};

/** Whoever of the sample people has that role first. */
export function sessionOf(
  role: Role,
  tier: OperatorSummary['tier'],
  assignments: StandInOptions['assignments'],
): Session {
  const name = NAMES[role];
  const listed = assignments === 'one' ? [undated(role, ['d1'])] : severalAssignments(role);
  return {
    operatorId: 'op-1',
    name,
    role,
    tier,
    status: 'active',
    areaIds: ['d1'],
    held: holdAssignments(listed, SAMPLE_PROGRAMME.roles),
    judgedAt: ago(0),
    leaseUntil: ago(-6),
  };
}

/** That role until some day, one that is over, one to come, and one of the programme's own. */
export function severalAssignments(role: Role): readonly Assignment[] {
  return [
    { ...undated(role, ['d1']), validUntil: ago(-90) },
    { ...undated('supervisor', ['d2']), validFrom: ago(200), validUntil: ago(12) },
    { ...undated('administrator', ['d1', 'd2']), validFrom: ago(-30) },
    { ...undated('custom-helpdesk', []), areaIds: null },
  ];
}
