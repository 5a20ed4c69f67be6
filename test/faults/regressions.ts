/** Seeds that failed once; they are run again by every test. */
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { BACKENDS } from './browser-process.ts';

const FILE = path.join(import.meta.dirname, 'regressions.json');

const Regressions = z.array(
  z.strictObject({
    seed: z.number().int().min(0),
    scenario: z.string(),
    backend: z.literal(BACKENDS),
  }),
);
export type Regression = Readonly<z.infer<typeof Regressions>[number]>;

/** Every seed that is kept. */
export function readRegressions(): readonly Regression[] {
  return Regressions.parse(JSON.parse(fs.readFileSync(FILE, 'utf8')));
}

/** Keeps a seed that failed; one that is kept already is not kept twice. */
export function keepRegression(failed: Regression): void {
  const known = readRegressions();
  const isKnown = known.some((one) => JSON.stringify(one) === JSON.stringify(failed));
  if (isKnown) return;
  fs.writeFileSync(FILE, `${JSON.stringify([...known, failed], null, 2)}\n`);
}
