import { z } from 'zod';
import { runApiSection } from './openspp-api.ts';
import { runFieldSection, runKeyManagerSection } from './openspp-fields.ts';
import { OpensppFile, type OpensppRunner } from './openspp-file.ts';
import { runProviderSection } from './openspp-providers.ts';
import { outcomeOf, type VectorOutcome } from './outcome.ts';

const RUNNERS: readonly OpensppRunner[] = [
  runKeyManagerSection,
  runFieldSection,
  runProviderSection,
  runApiSection,
];

/** True for a file in the form of `openspp-compat.json`: sections, each a list of vectors. */
export function isOpensppFile(content: unknown): content is OpensppFile {
  const sections = OpensppFile.safeParse(content).data;
  if (sections === undefined) return false;
  return Object.entries(sections).every(([name, value]) => name === 'meta' || Array.isArray(value));
}

/** Runs every vector of every section. */
export async function runOpensppFile(file: OpensppFile): Promise<readonly VectorOutcome[]> {
  const outcomes: VectorOutcome[] = [];
  for (const [section, vectors] of Object.entries(file)) {
    if (section === 'meta') continue;
    for (const [index, vector] of z.array(z.unknown()).parse(vectors).entries()) {
      const name = `${section} ${idOf(vector) ?? index}`;
      outcomes.push(await outcomeOf(name, () => runVector(section, vector, file)));
    }
  }
  return outcomes;
}

async function runVector(section: string, vector: unknown, file: OpensppFile): Promise<undefined> {
  for (const run of RUNNERS) {
    if (await run(section, vector, file)) return undefined;
  }
  throw new Error('no check is known for this section');
}

function idOf(vector: unknown): string | undefined {
  return z.looseObject({ id: z.string() }).safeParse(vector).data?.id;
}
