import { hasNameParts } from '../domain/names.ts';
import { asciiDigits } from '../encoding/digits.ts';
import {
  BirthDate,
  type Answer,
  type Answers,
  type FormDefinition,
  type FormField,
} from './form-definition.ts';

/** Why an answer is refused; the message is `form.problem.<problem>`, filled with the field's limits. */
export type FieldProblem =
  | 'required'
  | 'too-long'
  | 'pattern'
  | 'phone'
  | 'date-invalid'
  | 'date-future'
  | 'date-too-old'
  | 'choice-unknown'
  | 'area-unknown'
  | 'too-large';

/** What validation needs to know beside the form itself. */
export interface ValidationContext {
  /** Today as an ISO date, by the laptop's calendar day. */
  readonly today: string;
  /** Area ids in which the operator may register. */
  readonly areaIds: readonly string[];
  /** Consent purposes that were given. */
  readonly givenPurposes: ReadonlySet<string>;
}

/** Nobody is known to have passed 122; the rest is leeway for years that were guessed. */
const OLDEST_YEAR_SPAN = 130;

/** The fields that may be asked: those whose consent purpose was given, in form order. */
export function relevantFields(
  form: FormDefinition,
  givenPurposes: ReadonlySet<string>,
): readonly FormField[] {
  return form.fields.filter((field) => givenPurposes.has(field.purposeId));
}

/** Answers without those whose purpose was refused or which the form does not know. */
export function pruneAnswers(
  form: FormDefinition,
  answers: Answers,
  givenPurposes: ReadonlySet<string>,
): Answers {
  const kept: Record<string, Answer> = {};
  for (const { id } of relevantFields(form, givenPurposes)) {
    const answer = answers[id];
    if (answer !== undefined && Object.hasOwn(answers, id)) kept[id] = answer;
  }
  return kept;
}

/** Problem of each relevant field; an empty map means the form may be saved. */
export function validateAnswers(
  form: FormDefinition,
  answers: Answers,
  context: ValidationContext,
): ReadonlyMap<string, FieldProblem> {
  const problems = new Map<string, FieldProblem>();
  for (const field of relevantFields(form, context.givenPurposes)) {
    const problem = validateAnswer(field, answers[field.id], context);
    if (problem !== null) problems.set(field.id, problem);
  }
  return problems;
}

/** Problem of one answer, or null. An empty text counts as unanswered. */
export function validateAnswer(
  field: FormField,
  answer: Answer | undefined,
  context: ValidationContext,
): FieldProblem | null {
  if (answer === undefined || answer === '') return field.required ? 'required' : null;
  switch (field.type) {
    case 'name':
      // A name of punctuation alone leaves nothing that could be searched or compared.
      if (typeof answer !== 'string' || !hasNameParts(answer)) return 'required';
      return isLonger(answer, field.maxLength) ? 'too-long' : null;
    case 'identifier':
      return typeof answer === 'string' && patternOf(field.pattern).test(asciiDigits(answer.trim()))
        ? null
        : 'pattern';
    case 'phone':
      return typeof answer === 'string' &&
        /^\+?\d{7,15}$/u.test(asciiDigits(answer).replaceAll(/[\s().-]/gu, ''))
        ? null
        : 'phone';
    case 'choice':
      return field.options.some((option) => option.code === answer) ? null : 'choice-unknown';
    case 'area':
      return typeof answer === 'string' && context.areaIds.includes(answer) ? null : 'area-unknown';
    case 'birth-date':
      return validateBirthDate(answer, context.today);
    case 'photo':
      // One that is attached was measured when it was taken.
      return typeof answer === 'object' &&
        ('attachment' in answer || ('bytes' in answer && answer.bytes.length <= field.maxBytes))
        ? null
        : 'too-large';
  }
}

/** Counted in code points; a text has at least as many units, so that most need no counting. */
function isLonger(text: string, most: number): boolean {
  return text.length > most && [...text].length > most;
}

/** Whole-text patterns of identifiers that were compiled: a programme has one or two. */
const patterns = new Map<string, RegExp>();

function patternOf(pattern: string): RegExp {
  const known = patterns.get(pattern);
  if (known !== undefined) return known;
  const compiled = new RegExp(`^(?:${pattern})$`, 'u');
  patterns.set(pattern, compiled);
  return compiled;
}

function validateBirthDate(answer: Answer, today: string): FieldProblem | null {
  const parsed = BirthDate.safeParse(answer);
  if (!parsed.success) return 'date-invalid';
  const { value } = parsed.data;
  if (value > today.slice(0, value.length)) return 'date-future';
  const age = Number(today.slice(0, 4)) - Number(value.slice(0, 4));
  return age > OLDEST_YEAR_SPAN ? 'date-too-old' : null;
}
