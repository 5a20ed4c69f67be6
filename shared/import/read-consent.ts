import { answersAllow } from '../domain/consent.ts';
import type { ConsentNotice } from '../domain/consent-notice.ts';
import { fold } from '../domain/normalise.ts';
import { IMPORT_LIMITS } from './import-limits.ts';
import type { ImportPlan } from './import-plan.ts';
import type { TableRow } from './import-table.ts';
import { findingOf, type RowFinding } from './row-finding.ts';

const GIVEN = 'yes y true 1 given agreed oui o vrai نعم موافق موافقة';
const REFUSED = 'no n false 0 refused non faux لا رفض';

const ANSWERS: ReadonlyMap<string, 'given' | 'refused'> = new Map([
  ...words(GIVEN).map((word) => [word, 'given'] as const),
  ...[...words(REFUSED), fold('not agreed'), fold('عدم موافقة')].map(
    (word) => [word, 'refused'] as const,
  ),
]);

/** The consent of one row. */
export interface RowConsent {
  readonly answers: Readonly<Record<string, 'given' | 'refused'>>;
  readonly witness: string;
}

/** What a row says about consent; `refused`: nothing else of the row may be used. */
export type ConsentReading =
  | { readonly kind: 'given'; readonly consent: RowConsent }
  | { readonly kind: 'refused'; readonly finding: RowFinding }
  | { readonly kind: 'faulty'; readonly findings: readonly RowFinding[] };

/** Yes or no in the words of a list; null for anything else. Nothing is guessed. */
export function readYesNo(cell: string): 'given' | 'refused' | null {
  return ANSWERS.get(fold(cell)) ?? null;
}

/** Reads a row's answer to every purpose of the notice, and its witness. Fails closed: what is not said is not given. */
export function readConsent(
  { number, cells }: TableRow,
  plan: ImportPlan,
  notice: ConsentNotice,
): ConsentReading {
  const answers: Record<string, 'given' | 'refused'> = {};
  const findings: RowFinding[] = [];
  for (const { id, required } of notice.purposes) {
    const cell = cellAt(cells, plan.purposes[id]);
    const answer = readYesNo(cell);
    if (answer === 'refused' && required) {
      return { kind: 'refused', finding: findingOf(number, 'consent-refused', { purposeId: id }) };
    }
    if (answer === null) {
      const rule = cell === '' ? 'consent-unanswered' : 'consent-unreadable';
      findings.push(findingOf(number, rule, { purposeId: id }));
    } else answers[id] = answer;
  }
  const witness = witnessOf(cells, plan);
  if (witness.length > IMPORT_LIMITS.witnessLength) {
    findings.push(findingOf(number, 'witness-too-long'));
  }
  if (plan.method === 'verbal-witnessed' && witness === '') {
    findings.push(findingOf(number, 'witness-missing'));
  }
  if (findings.length > 0) return { kind: 'faulty', findings };
  if (!answersAllow(notice, answers) || !Object.values(answers).includes('given')) {
    return { kind: 'refused', finding: findingOf(number, 'consent-none') };
  }
  return { kind: 'given', consent: { answers, witness } };
}

/** A cell, empty where the row is too short or nothing was matched. */
export function cellAt(cells: readonly string[], column: number | null | undefined): string {
  return column === null || column === undefined ? '' : (cells[column] ?? '');
}

function witnessOf(cells: readonly string[], plan: ImportPlan): string {
  return plan.witness === null ? plan.witnessName.trim() : cellAt(cells, plan.witness);
}

function words(list: string): readonly string[] {
  return list.split(' ').map(fold);
}
