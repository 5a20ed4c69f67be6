import type { Area } from '../../shared/domain/area.ts';
import type { OperatorCaller } from '../auth/caller.ts';
import { WHOLE_PROGRAMME, type Scope } from '../db/scope.ts';
import { areasInScope } from './read-programme.ts';

/**
 * What a person's areas cover. An administrator of a root holds the whole programme: there are laptops and people
 * whose areas a newer pack no longer names, and somebody must still see them.
 */
export function scopeOfAreas(
  areas: readonly Area[],
  { role, areaIds }: Pick<OperatorCaller, 'role' | 'areaIds'>,
): Scope {
  const holdsRoot = areas.some(({ id, parentId }) => parentId === null && areaIds.includes(id));
  if (role === 'administrator' && holdsRoot) return WHOLE_PROGRAMME;
  return { kind: 'areas', areaIds: areasInScope(areas, areaIds) };
}
