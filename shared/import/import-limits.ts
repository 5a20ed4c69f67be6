/** What a file of people may have at the most. A laptop reads it into memory, and somebody has to look through its faults. */
export const IMPORT_LIMITS = {
  fileBytes: 20 * 1024 * 1024,
  rows: 10_000,
  columns: 200,
  /** Characters of one cell; longer than any answer of a form. */
  cellLength: 1000,
  witnessLength: 200,
} as const;
