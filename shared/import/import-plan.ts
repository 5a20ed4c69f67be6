import { z } from 'zod';
import type { CollectionMethod } from '../domain/consent.ts';
import { IMPORT_LIMITS } from './import-limits.ts';

/** Ways to consent that a file can tell of: a signature is a drawing, which no file of text holds. */
export const FILE_METHODS = [
  'verbal-witnessed',
  'electronic',
] as const satisfies readonly CollectionMethod[];

const Column = z
  .number()
  .int()
  .min(0)
  .max(IMPORT_LIMITS.columns - 1);

/** Which column holds what: by field, by consent purpose, and the witness's name. */
export const ImportColumns = z.object({
  fields: z.record(z.string().max(40), Column),
  purposes: z.record(z.string().max(64), Column),
  witness: Column.nullable(),
});
export type ImportColumns = Readonly<z.infer<typeof ImportColumns>>;

/** How a file is read, and what its consent rests on. */
export const ImportPlan = ImportColumns.extend({
  /** The witness of everybody, where no column names one. */
  witnessName: z.string().max(IMPORT_LIMITS.witnessLength),
  method: z.literal(FILE_METHODS).nullable(),
  noticeLanguage: z.string().max(35),
  /** The version that was shown to whoever confirmed. */
  noticeVersion: z.number().int(),
  /** The operator states that each person consented on paper, to that notice. */
  isConfirmed: z.boolean(),
});
export type ImportPlan = Readonly<z.infer<typeof ImportPlan>>;
