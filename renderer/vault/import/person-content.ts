import { randomId } from '../../../shared/crypto/index.ts';
import type { ImportPlan } from '../../../shared/import/import-plan.ts';
import type { ImportedPerson } from '../../../shared/import/read-row.ts';
import type { DraftContent } from '../drafts/draft-content.ts';

/** A person of a file as an enrolment that is ready to be sealed. The id is random and says nothing of the row. */
export function contentOf(person: ImportedPerson, plan: ImportPlan, now: Date): DraftContent {
  return {
    draft: {
      id: randomId(),
      step: 'check',
      consent: {
        noticeLanguage: plan.noticeLanguage,
        answers: person.consent.answers,
        method: plan.method,
        witness: person.consent.witness,
        signaturePath: '',
      },
      answers: person.answers,
      updatedAt: now.toISOString(),
      correction: null,
    },
    noticeVersion: plan.noticeVersion,
    original: null,
  };
}
