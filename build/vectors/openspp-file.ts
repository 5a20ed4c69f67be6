import { z } from 'zod';

/** A file in the form of `openspp-compat.json`: sections, each a list of vectors. */
export const OpensppFile = z.looseObject({ meta: z.unknown() });
export type OpensppFile = z.infer<typeof OpensppFile>;

/** Checks one vector of a section; `file` for those that refer to others. False where the section is another's. */
export type OpensppRunner = (
  section: string,
  vector: unknown,
  file: OpensppFile,
) => Promise<boolean> | boolean;
