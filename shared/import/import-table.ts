import { FieldsealError } from '../errors/fieldseal-error.ts';
import { IMPORT_LIMITS } from './import-limits.ts';

/** One person's row; `number` is the one that a spreadsheet shows, the heading being 1. */
export interface TableRow {
  readonly number: number;
  readonly cells: readonly string[];
}

/** A file of people: its heading and its rows, without empty ones. */
export interface ImportTable {
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
}

/**
 * The table of what a CSV reader read.
 * @throws FieldsealError `import.empty`, `import.too-many-rows`, `import.too-many-columns`.
 */
export function tableOf(records: readonly (readonly string[])[]): ImportTable {
  const [heading = [], ...rest] = records;
  const columns = heading.map((cell) => cell.trim());
  const rows = rest
    .map((cells, index) => ({ number: index + 2, cells: cells.map((cell) => cell.trim()) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  if (columns.every((name) => name === '') || rows.length === 0) {
    throw new FieldsealError('import.empty');
  }
  if (rows.length > IMPORT_LIMITS.rows) {
    throw new FieldsealError('import.too-many-rows', {
      limit: IMPORT_LIMITS.rows,
      rows: rows.length,
    });
  }
  if (columns.length > IMPORT_LIMITS.columns) {
    throw new FieldsealError('import.too-many-columns', {
      limit: IMPORT_LIMITS.columns,
      columns: columns.length,
    });
  }
  return { columns, rows };
}
