import { z } from 'zod';
import { readReference } from '../support/reference-data.ts';

const Result = z.literal(['valid', 'invalid', 'acceptable']);
const Test = z.looseObject({ tcId: z.number(), comment: z.string(), result: Result });
const VectorFile = z.object({
  testGroups: z.array(z.looseObject({ tests: z.array(Test) })),
});

/** One test of a Wycheproof file, with its group's properties; field access is by the test's own schema. */
export interface WycheproofTest {
  readonly tcId: number;
  readonly comment: string;
  readonly result: z.infer<typeof Result>;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Tests of a Wycheproof file, or null (said on standard error) where the file is absent. */
export function readWycheproof(name: string): readonly WycheproofTest[] | null {
  const text = readReference(`vectors/wycheproof/${name}`);
  if (text === null) return null;
  return VectorFile.parse(JSON.parse(text)).testGroups.flatMap(({ tests, ...group }) =>
    tests.map((test) => ({
      tcId: test.tcId,
      comment: test.comment,
      result: test.result,
      fields: { ...group, ...test },
    })),
  );
}
