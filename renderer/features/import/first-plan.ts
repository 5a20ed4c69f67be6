import { noticeLanguages, type ConsentNotice } from '../../../shared/domain/consent-notice.ts';
import type { ImportColumns, ImportPlan } from '../../../shared/import/import-plan.ts';

/** The plan before anybody has said anything: columns as they were found, nothing of consent taken for granted. */
export function firstPlan(matched: ImportColumns, notice: ConsentNotice): ImportPlan {
  const [language = '', another] = noticeLanguages(notice);
  return {
    ...matched,
    witnessName: '',
    method: null,
    noticeLanguage: another === undefined ? language : '',
    noticeVersion: notice.version,
    isConfirmed: false,
  };
}
