import type { ConsentNotice } from '../../../shared/domain/consent-notice.ts';
import type { Draft } from '../../vault/vault-api.ts';

/** What still stands between the consent step and the form. */
export type ConsentProblem = 'unanswered' | 'method' | 'signature' | 'witness';

/** Purposes the person agreed to. */
export function givenPurposes(consent: Draft['consent']): ReadonlySet<string> {
  return new Set(
    Object.entries(consent.answers)
      .filter(([, answer]) => answer === 'given')
      .map(([id]) => id),
  );
}

/** True when a purpose without which nobody can be enrolled was refused. */
export function isEnrolmentRefused(notice: ConsentNotice, consent: Draft['consent']): boolean {
  return notice.purposes.some(
    (purpose) => purpose.required && consent.answers[purpose.id] === 'refused',
  );
}

/** The first thing that is missing, or null. A refused required purpose is no mistake and is told apart. */
export function consentProblem(
  notice: ConsentNotice,
  consent: Draft['consent'],
): ConsentProblem | null {
  if (notice.purposes.some((purpose) => consent.answers[purpose.id] === undefined)) {
    return 'unanswered';
  }
  if (consent.method === null) return 'method';
  if (consent.method === 'signature' && consent.signaturePath === '') return 'signature';
  if (consent.method === 'verbal-witnessed' && consent.witness.trim() === '') return 'witness';
  return null;
}
