import type { Area } from '../../shared/domain/area.ts';

/** Three levels of a country that does not exist: one region, three districts, eight villages. */
export const DEMO_AREAS: readonly Area[] = [
  area('highlands', null, 0, 'Eastern Highlands', 'المرتفعات الشرقية'),
  area('nahr', 'highlands', 1, 'Nahr District', 'محافظة النهر'),
  area('nahr-tarifa', 'nahr', 2, 'Tarifa', 'طريفة'),
  area('nahr-ain-safa', 'nahr', 2, 'Ain Safa', 'عين صفا'),
  area('nahr-deir-noor', 'nahr', 2, 'Deir Noor', 'دير نور'),
  area('jabal', 'highlands', 1, 'Jabal District', 'محافظة الجبل'),
  area('jabal-qasr', 'jabal', 2, 'Qasr al-Reeh', 'قصر الريح'),
  area('jabal-zaytoun', 'jabal', 2, 'Zaytoun', 'زيتون'),
  area('jabal-umm-hajar', 'jabal', 2, 'Umm Hajar', 'أم حجر'),
  area('sahl', 'highlands', 1, 'Sahl District', 'محافظة السهل'),
  area('sahl-bir-hilu', 'sahl', 2, 'Bir Hilu', 'بئر حلو'),
  area('sahl-rawda', 'sahl', 2, 'Rawda', 'الروضة'),
];

function area(id: string, parentId: string | null, level: number, en: string, ar: string): Area {
  return { id, parentId, level, name: { en, ar } };
}
