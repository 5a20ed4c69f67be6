import { normalisePhone } from '../../../shared/domain/normalise.ts';
import { BirthDate, type Answers } from '../../../shared/forms/form-definition.ts';
import type { MatchPerson } from '../../../shared/matching/person-fields.ts';
import type { IndexPlan } from './index-plan.ts';

/** The text answered to a field, or ''. */
export function textOf(answers: Answers, fieldId: string | null | undefined): string {
  const answer = fieldId === null || fieldId === undefined ? undefined : answers[fieldId];
  return typeof answer === 'string' ? answer : '';
}

/** The birth date answered, or null. */
export function birthDateOf(plan: IndexPlan, answers: Answers): BirthDate | null {
  const parsed = BirthDate.safeParse(plan.birthDate === null ? null : answers[plan.birthDate]);
  return parsed.success ? parsed.data : null;
}

/** What the fuzzy search compares of an entry: the fields that the plan allows into an encoding. */
export function matchPersonOf(
  plan: IndexPlan,
  answers: Answers,
  birthDate = birthDateOf(plan, answers),
): MatchPerson {
  const allowed = (fieldId: string | null | undefined): boolean =>
    fieldId !== null && fieldId !== undefined && plan.fuzzy.has(fieldId);
  const [familyId, ...givenIds] = plan.names;
  const date = allowed(plan.birthDate) ? birthDate : null;
  return {
    familyName: allowed(familyId) ? textOf(answers, familyId) : '',
    givenName: givenIds
      .filter(allowed)
      .map((id) => textOf(answers, id))
      .join(' '),
    birthDate: date?.value.replaceAll('-', '') ?? '',
    phone: allowed(plan.phone) ? normalisePhone(textOf(answers, plan.phone)) : '',
  };
}
