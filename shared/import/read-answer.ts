import type { Area } from '../domain/area.ts';
import { fold } from '../domain/normalise.ts';
import type { Answer, FormField } from '../forms/form-definition.ts';
import { IMPORT_LIMITS } from './import-limits.ts';
import type { ImportRule } from './row-finding.ts';

/** What a cell says: an answer that the form has still to judge, or why it says none. */
export type CellReading = { readonly answer: Answer } | { readonly rule: ImportRule };

const DATE_PARTS = { 4: 'year', 7: 'month', 10: 'day' } as const;

/**
 * Reads a cell that is not empty as the answer to a field: dates as year, year-month or ISO day in digits of any script,
 * choices and areas by code or by name in any language.
 */
export function readAnswer(
  field: FormField,
  cell: string,
  enrolmentAreas: readonly Area[],
): CellReading {
  if (cell.length > IMPORT_LIMITS.cellLength) return { rule: 'cell-too-long' };
  switch (field.type) {
    case 'birth-date':
      return readDate(cell);
    case 'choice':
      return readChoice(field.options, cell);
    case 'area':
      return readArea(enrolmentAreas, cell);
    case 'photo':
      return { rule: 'too-large' };
    case 'name':
      // A cell may have lines; a name has none.
      return { answer: cell.replaceAll(/\s+/gu, ' ') };
    case 'identifier':
    case 'phone':
      return { answer: cell };
  }
}

function readDate(cell: string): CellReading {
  const value = fold(cell);
  if (!/^\d{4}(?:-\d{2}(?:-\d{2})?)?$/u.test(value)) return { rule: 'date-invalid' };
  const precision = DATE_PARTS[value.length as keyof typeof DATE_PARTS];
  return { answer: { precision, value } };
}

function readChoice(
  options: Extract<FormField, { readonly type: 'choice' }>['options'],
  cell: string,
): CellReading {
  const wanted = fold(cell);
  const found =
    options.find(({ code }) => fold(code) === wanted) ??
    options.find(({ label }) => Object.values(label).some((text) => fold(text) === wanted));
  return found === undefined ? { rule: 'choice-unknown' } : { answer: found.code };
}

/** Two villages may have one name: then only the id says which. */
function readArea(areas: readonly Area[], cell: string): CellReading {
  const wanted = fold(cell);
  const byId = areas.find(({ id }) => fold(id) === wanted);
  if (byId !== undefined) return { answer: byId.id };
  const named = areas.filter(({ name }) =>
    Object.values(name).some((text) => fold(text) === wanted),
  );
  const [only, second] = named;
  if (only === undefined) return { rule: 'area-unknown' };
  return second === undefined ? { answer: only.id } : { rule: 'area-ambiguous' };
}
