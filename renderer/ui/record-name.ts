import type { Answers, FormDefinition } from '../../shared/forms/form-definition.ts';

/** The person's name as the form's name fields give it, in form order; '' when there is none. */
export function recordName(form: FormDefinition | undefined, answers: Answers): string {
  return (form?.fields ?? [])
    .filter((field) => field.type === 'name')
    .map((field) => answers[field.id])
    .filter((answer) => typeof answer === 'string')
    .join(' ');
}
