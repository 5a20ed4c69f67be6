import { localize } from '../../shared/domain/localized-text.ts';
import { useLocaleStore } from '../app/i18n/locale-store.ts';
import { useFeature } from '../app/services.ts';

/** Names areas of the programme in the interface language; an unknown id names itself. */
export function useAreaName(): (areaId: string) => string {
  const areas = useFeature('session', (state) => state.programme?.areas);
  const locale = useLocaleStore((state) => state.locale);
  return (areaId) => {
    const area = areas?.find((candidate) => candidate.id === areaId);
    return area === undefined ? areaId : localize(area.name, locale);
  };
}
