import { ancestry } from '../../shared/domain/area.ts';
import { useFeature } from '../app/services.ts';
import { useAreaName } from './use-area-name.ts';

/** Names an area with what it lies in, nearest first; the root, which all share, is left out. */
export function useAreaPath(): (areaId: string) => string {
  const areas = useFeature('session', (state) => state.programme?.areas);
  const areaName = useAreaName();
  return (areaId) => {
    const path = ancestry(areas ?? [], areaId);
    const shown = path.length > 1 ? path.slice(0, -1) : path;
    return shown.length === 0 ? areaId : shown.map(areaName).join(' · ');
  };
}
