import { lasting } from '../../shared/access/change-assignments.ts';
import type { Assignment } from '../../shared/domain/assignment.ts';
import type { ProgrammePack } from '../../shared/domain/programme.ts';
import { isBuiltInRole } from '../../shared/domain/role.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { Scope } from '../db/scope.ts';

/**
 * Checks that what somebody shall be exists: roles and areas of the programme. What is over names what there was.
 * @throws FieldsealError `server.input-invalid`.
 */
export function requireKnown(
  assignments: readonly Assignment[],
  { areas, roles = [] }: Pick<ProgrammePack, 'areas' | 'roles'>,
  now: Date,
): void {
  const areaIds = new Set(areas.map(({ id }) => id));
  for (const { role, areaIds: wanted } of lasting(assignments, now)) {
    const isRole = isBuiltInRole(role) || roles.some(({ id }) => id === role);
    if (!isRole) throw new FieldsealError('server.input-invalid', { field: 'role' });
    if (wanted?.some((id) => !areaIds.has(id)) === true) {
      throw new FieldsealError('server.input-invalid', { field: 'areaIds' });
    }
  }
}

/**
 * Nobody makes somebody more than what lies in their own areas, nor takes away what lies in others.
 * @throws FieldsealError `server.forbidden`.
 */
export function requireWithin(scope: Scope, assignments: readonly Assignment[]): void {
  if (scope.kind === 'programme') return;
  const own = scope.kind === 'areas' ? scope.areaIds : [];
  const isInside = assignments.every(
    ({ areaIds }) => areaIds?.every((id) => own.includes(id)) === true,
  );
  if (isInside) return;
  throw new FieldsealError('server.forbidden', {
    rule: 'outside-areas',
    permission: 'provisioning.approve',
    areas: own.join(', '),
  });
}
