import { noticeLanguages, type ConsentNotice } from '../domain/consent-notice.ts';
import type { FormDefinition } from '../forms/form-definition.ts';
import { importableFields } from './match-columns.ts';
import type { ImportPlan } from './import-plan.ts';

/** What still has to be said before rows can be checked; the message is `import.gap.<kind>`. */
export type PlanGap =
  | { readonly kind: 'field'; readonly fieldId: string }
  | { readonly kind: 'purpose'; readonly purposeId: string }
  | { readonly kind: 'column-twice'; readonly column: number }
  | { readonly kind: 'method' }
  | { readonly kind: 'witness' }
  | { readonly kind: 'language' }
  | { readonly kind: 'confirmation' };

/**
 * Everything without which no row could be taken in; none: the rows may be checked. A question that everybody must
 * answer needs a column, and so does each purpose of the notice: without an answer nobody has consented.
 */
export function planGaps(
  plan: ImportPlan,
  form: FormDefinition,
  notice: ConsentNotice,
): readonly PlanGap[] {
  const gaps: PlanGap[] = [];
  for (const field of importableFields(form)) {
    const isAsked = notice.purposes.some(({ id, required }) => required && id === field.purposeId);
    if (field.required && isAsked && plan.fields[field.id] === undefined) {
      gaps.push({ kind: 'field', fieldId: field.id });
    }
  }
  for (const { id } of notice.purposes) {
    if (plan.purposes[id] === undefined) gaps.push({ kind: 'purpose', purposeId: id });
  }
  for (const column of columnsTakenTwice(plan)) gaps.push({ kind: 'column-twice', column });
  if (plan.method === null) gaps.push({ kind: 'method' });
  if (
    plan.method === 'verbal-witnessed' &&
    plan.witness === null &&
    plan.witnessName.trim() === ''
  ) {
    gaps.push({ kind: 'witness' });
  }
  if (!noticeLanguages(notice).includes(plan.noticeLanguage)) gaps.push({ kind: 'language' });
  if (!plan.isConfirmed) gaps.push({ kind: 'confirmation' });
  return gaps;
}

/** Optional questions of the form for which the file has no column. */
export function unmatchedOptional(plan: ImportPlan, form: FormDefinition): readonly string[] {
  return importableFields(form)
    .filter(({ id, required }) => !required && plan.fields[id] === undefined)
    .map(({ id }) => id);
}

/** Two answers from one column are a slip: each purpose was asked for by itself. */
function columnsTakenTwice(plan: ImportPlan): readonly number[] {
  const used = [...Object.values(plan.fields), ...Object.values(plan.purposes)];
  return [...new Set(used.filter((column, at) => used.indexOf(column) !== at))];
}
