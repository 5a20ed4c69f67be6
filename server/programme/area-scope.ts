import { areasFor } from '../../shared/access/decide.ts';
import { validityAt, type HeldAssignment } from '../../shared/access/held-assignment.ts';
import type { Action } from '../../shared/access/permissions.ts';
import type { Area } from '../../shared/domain/area.ts';
import { WHOLE_PROGRAMME, type Scope } from '../db/scope.ts';
import { areasInScope } from './read-programme.ts';

/**
 * What a person's assignments cover for an action at a time: the areas of those that allow it, and no others. An
 * administrator of a root holds the whole programme: there are laptops and people whose areas a newer pack no longer
 * names, and somebody must still see them.
 */
export function scopeFor(
  areas: readonly Area[],
  held: readonly HeldAssignment[],
  action: Action,
  at: Date,
): Scope {
  const areaIds = areasFor(held, action, at);
  if (areaIds === null || administersRoot(areas, held, action, at)) return WHOLE_PROGRAMME;
  return { kind: 'areas', areaIds: areasInScope(areas, areaIds) };
}

function administersRoot(
  areas: readonly Area[],
  held: readonly HeldAssignment[],
  action: Action,
  at: Date,
): boolean {
  const roots = areas.filter(({ parentId }) => parentId === null).map(({ id }) => id);
  return held.some(
    (assignment) =>
      assignment.role === 'administrator' &&
      assignment.actions.includes(action) &&
      validityAt(assignment, at) === 'valid' &&
      roots.some((root) => assignment.areaIds?.includes(root)),
  );
}
