import type { Area } from '../domain/area.ts';
import type { ConsentNotice } from '../domain/consent-notice.ts';
import type { Answer, Answers, FormDefinition } from '../forms/form-definition.ts';
import { pruneAnswers, relevantFields, validateAnswers } from '../forms/form-engine.ts';
import type { ImportPlan } from './import-plan.ts';
import type { TableRow } from './import-table.ts';
import { readAnswer } from './read-answer.ts';
import { cellAt, readConsent, type RowConsent } from './read-consent.ts';
import { findingOf, type RowFinding } from './row-finding.ts';

/** What a row is read against. */
export interface RowContext {
  readonly form: FormDefinition;
  readonly notice: ConsentNotice;
  /** Areas in which the operator may register. */
  readonly enrolmentAreas: readonly Area[];
  readonly plan: ImportPlan;
  /** How many columns the heading has. */
  readonly columns: number;
  /** Today as an ISO date, by the laptop's calendar day. */
  readonly today: string;
}

/** A person of the file whom the form and the notice let in. */
export interface ImportedPerson {
  readonly row: number;
  readonly answers: Answers;
  readonly consent: RowConsent;
}

/** What became of a row. */
export type RowReading =
  | { readonly kind: 'person'; readonly person: ImportedPerson }
  | { readonly kind: 'refused'; readonly findings: readonly RowFinding[] }
  | { readonly kind: 'faulty'; readonly findings: readonly RowFinding[] };

/**
 * Reads one row: consent first, then the answers to the questions whose purpose was agreed to, judged by the form's own
 * rules. What belongs to a refused purpose is not even read.
 */
export function readRow(row: TableRow, context: RowContext): RowReading {
  const consent = readConsent(row, context.plan, context.notice);
  if (consent.kind === 'refused') return { kind: 'refused', findings: [consent.finding] };
  if (consent.kind === 'faulty') return consent;
  const findings: RowFinding[] = [];
  // Shifted by a separator that was not quoted: what stands in which column is then anybody's guess.
  if (row.cells.slice(context.columns).some((cell) => cell !== '')) {
    return { kind: 'faulty', findings: [findingOf(row.number, 'row-too-long')] };
  }
  const given = givenOf(consent.consent);
  const read = readAnswers(row, context, given, findings);
  const answers = pruneAnswers(context.form, read, given);
  const problems = validateAnswers(context.form, answers, {
    today: context.today,
    areaIds: context.enrolmentAreas.map(({ id }) => id),
    givenPurposes: given,
  });
  const told = new Set(findings.map(({ fieldId }) => fieldId));
  for (const [fieldId, problem] of problems) {
    // A cell that could not be read is not missing.
    if (!told.has(fieldId)) findings.push(findingOf(row.number, problem, { fieldId }));
  }
  if (findings.length > 0) return { kind: 'faulty', findings };
  return { kind: 'person', person: { row: row.number, answers, consent: consent.consent } };
}

function readAnswers(
  { number, cells }: TableRow,
  { form, plan, enrolmentAreas }: RowContext,
  given: ReadonlySet<string>,
  findings: RowFinding[],
): Answers {
  const answers: Record<string, Answer> = {};
  for (const field of relevantFields(form, given)) {
    const cell = cellAt(cells, plan.fields[field.id]);
    if (cell === '') continue;
    const reading = readAnswer(field, cell, enrolmentAreas);
    if ('answer' in reading) answers[field.id] = reading.answer;
    else findings.push(findingOf(number, reading.rule, { fieldId: field.id }));
  }
  return answers;
}

function givenOf({ answers }: RowConsent): ReadonlySet<string> {
  return new Set(Object.keys(answers).filter((id) => answers[id] === 'given'));
}
