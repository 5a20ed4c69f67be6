import type { FieldProblem } from '../forms/form-engine.ts';

/** Why a row is left out, or was looked at; the message is `import.rule.<rule>`. */
export type ImportRule =
  | FieldProblem
  | 'cell-too-long'
  | 'row-too-long'
  | 'area-ambiguous'
  | 'consent-unanswered'
  | 'consent-unreadable'
  | 'consent-none'
  | 'consent-refused'
  | 'witness-missing'
  | 'witness-too-long'
  | 'id-repeated'
  | 'row-repeated'
  | 'id-registered'
  | 'person-alike';

/** Something about a row, told without any value of it. */
export interface RowFinding {
  /** As a spreadsheet counts. */
  readonly row: number;
  readonly rule: ImportRule;
  readonly fieldId: string | null;
  readonly purposeId: string | null;
  /** The earlier row that says the same. */
  readonly otherRow: number | null;
}

/** A finding about the row as a whole, or about what `place` names. */
export function findingOf(
  row: number,
  rule: ImportRule,
  place: Partial<Pick<RowFinding, 'fieldId' | 'purposeId' | 'otherRow'>> = {},
): RowFinding {
  return { row, rule, fieldId: null, purposeId: null, otherRow: null, ...place };
}
