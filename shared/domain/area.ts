import { z } from 'zod';
import { LocalizedText } from './localized-text.ts';

/** A node of the area tree (region, district, village …); `level` counts from 0 at the root. */
export const Area = z.object({
  id: z.string().min(1).max(64),
  parentId: z.string().min(1).max(64).nullable(),
  level: z.number().int().min(0).max(9),
  name: LocalizedText,
});
export type Area = Readonly<z.infer<typeof Area>>;

/** Ids from `areaId` up to the root, nearest first; empty for an unknown area. Cycles end the walk. */
export function ancestry(areas: readonly Area[], areaId: string): readonly string[] {
  const byId = new Map(areas.map((area) => [area.id, area]));
  const path: string[] = [];
  for (let next = byId.get(areaId); next !== undefined && !path.includes(next.id);) {
    path.push(next.id);
    next = next.parentId === null ? undefined : byId.get(next.parentId);
  }
  return path;
}

/** True when `areaId` is one of `scopes` or lies below one of them. An unknown area is in no scope. */
export function isInScope(
  areas: readonly Area[],
  scopes: readonly string[],
  areaId: string,
): boolean {
  return ancestry(areas, areaId).some((id) => scopes.includes(id));
}

/** Areas without children: the ones a registrant lives in. */
export function leafAreas(areas: readonly Area[]): readonly Area[] {
  const parents = new Set(areas.map((area) => area.parentId));
  return areas.filter((area) => !parents.has(area.id));
}
